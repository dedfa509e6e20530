// What scripts add to every page; each part works on its own, and the page without them.
import * as combobox from "./combobox.js";
import * as sorting from "./sorting.js";
import * as tooltips from "./tooltips.js";
import * as zooming from "./zooming.js";

sorting.install(document);
zooming.install(document);
tooltips.install(document);
combobox.install(document);
