"""Beta reputation: BRSN of the framework RFSN (Ganeriwal, Balzano, Srivastava, ACM TOSN 2008)."""
