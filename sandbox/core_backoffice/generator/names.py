"""Names of people, firms and streets, with everything that names really contain."""

from __future__ import annotations

PEOPLE = (
    ("Jane", "Doe"),
    ("Siobhán", "O'Brien"),
    ("José", "Núñez"),
    ("Robert", "Hale Jr."),
    ("Zoë", "van der Berg"),
    ("William", "Ashford III"),
    ("Mary-Kate", "D'Angelo"),
    ("Renée", "Lefèvre"),
    ("Dwayne", "McKnight"),
    ("Priya", "Raghunathan"),
    ("Łukasz", "Wójcik"),
    ("Ana Sofía", "Peña"),
    ("Thomas", "St. James"),
    ("Xin", "Li"),
    ("Aaliyah", "Brooks"),
    ("Björn", "Sørensen"),
    ("Grace", "Okonkwo"),
    ("Peter", "Novák, Sr."),
    ("Caitlin", "Fitzgerald-Moss"),
    ("Hiro", "Tanaka"),
)
FIRST_NAMES = (
    "Alice", "Ben", "Carla", "Derek", "Elena", "Frank", "Gina", "Hector", "Irene", "Jack",
    "Karen", "Leon", "Monica", "Nathan", "Olga", "Paul", "Quentin", "Rosa", "Samuel", "Tina",
    "Ursula", "Victor", "Wendy", "Xavier", "Yolanda", "Zachary",
)  # fmt: skip
LAST_NAMES = (
    "Abbott", "Barnes", "Castillo", "Donovan", "Estrada", "Foster", "Greene", "Hughes", "Ingram",
    "Jensen", "Keller", "Lambert", "Maddox", "Nolan", "Ortega", "Pruitt", "Quinn", "Ramsey",
    "Schwartz", "Tran", "Underwood", "Valdez", "Whitaker", "Yates", "Zimmerman",
)  # fmt: skip

OFFICES = ("Boston", "Cape Cod", "Worcester")
BROKERAGES = (
    "Harborview Realty Group",
    "Coldwater & Finch",
    "Acme Realty",
    "O'Malley Homes, LLC",
    "Beacon Hill Properties",
    "Château Immobilier",
    "Keystone Realty Partners",
    "Blue Door Brokers",
    "First & Main Real Estate",
    "Summit Ridge Realty",
    "Tidewater Brokerage Co.",
    "Neighborly Homes",
)
VENDORS = (
    ("Franchise Brands International", "other"),
    ("Bay State Relocation Services", "other"),
    ("HomeShield Warranty", "other"),
    ("Patriot Title & Escrow", "title"),
    ("Lens & Light Photography", "other"),
    ("Commonwealth Home Inspections", "inspector"),
    ("Referral Exchange, Inc.", "other"),
    ("Pilgrim Staging Co.", "other"),
)
PARTNERS = (
    ("Hannah", "Goldberg", "Goldberg Referrals"),
    ("Ian", "Mac Cuish", ""),
    ("Lucía", "Fernández", "Sun Coast Realty"),
    ("Omar", "El-Amin", ""),
)

STREETS = (
    "Aldon Drive", "Sumner St", "Columbus Ave", "Maverick Square", "Old Mill Ln", "Elm St",
    "Washington Blvd", "Beech Tree Ct", "Harbor Rd", "N. Franklin St", "St. Mary's Rd",
    "Saint-Denis Way", "Rte 9 W", "Peppercorn Pl", "King's Hwy", "Lakeshore Dr", "Cedar Ridge Rd",
)  # fmt: skip
UNITS = ("", "", "", "", ", #2", ", Unit 4B", " Apt. 12", ", PH-1", ", Ste 300", ", #1/2 rear")
ODD_ADDRESSES = (
    "12½ Beech Tree Ct",
    "Lot 4: Cedar Ridge Rd",
    '77 Harbor Rd "The Gables"',
    "9 Peñasco Cañon Trl & Rte 9",
    "1 Long Wharf Condominiums at the Old Customs House, Building C, North Tower, Entrance 3, Unit 1207",
    "  5  King's Hwy ",
    "100% Financed Way, #7",
    "3 O'Hara's Ln, Apt. <B>",
)
PLACES = (
    ("Boston", "MA", "02128", -5),
    ("Cambridge", "MA", "02139", -5),
    ("Quincy", "MA", "02169", -5),
    ("Providence", "RI", "02903", -5),
    ("Chicago", "IL", "60614", -6),
    ("Denver", "CO", "80205", -7),
    ("Chester", "CA", "96020", -8),
    ("Coeur d'Alene", "ID", "83814", -8),
)
LEAD_SOURCES = ("Sphere", "Zillow", "Open house", "Referral", "Past client", None)
COUNTIES = ("Suffolk", "Middlesex", "Norfolk", "Prince George's", None)
