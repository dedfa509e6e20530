CREATE
LAST	Len	"U.S.–ROK Mutual Defense Treaty"
LAST	P31	Q131569	S1476	en:"The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred"	S2093	"Balbina Y. Hwang"	S577	+2006-00-00T00:00:00Z/9	S958	"p007"	S958	"p015"
LAST	P585	+1953-10-01T00:00:00Z/11	S1476	en:"Dates from the public record"	S2093	"alliancekg contributors"	S577	+2026-00-00T00:00:00Z/9	S958	"seeds/public-record/datings.csv, row 64"
LAST	P1891	Q30	S1476	en:"The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred"	S2093	"Balbina Y. Hwang"	S577	+2006-00-00T00:00:00Z/9	S958	"p015"
LAST	P1891	Q884	S1476	en:"The U.S.–Korea Alliance on the Rocks: Shaken, Not Stirred"	S2093	"Balbina Y. Hwang"	S577	+2006-00-00T00:00:00Z/9	S958	"p007"
LAST	P7588	+1954-11-17T00:00:00Z/11	S1476	en:"Dates from the public record"	S2093	"alliancekg contributors"	S577	+2026-00-00T00:00:00Z/9	S958	"seeds/public-record/datings.csv, row 65"
