"""What people call a cuisine in German, English, Italian, French and Spanish: the beginnings of folded words."""

# By OpenStreetMap's key, as listings have it. Words of up to four letters count as a whole.
_WORDS = {
    "american": "american amerikan amerikanisch usa",
    "arab": "arab arabisch arabo",
    "asian": "asian asiat asia",
    "austrian": "austria osterreich autrichien austriac beisl gasthaus gasthof wirtshaus",
    "bakery": "baker backer boulanger panett panader",
    "balkan": "balkan cevap bosnisch serbisch kroatisch",
    "bistro": "bistr brasserie",
    "breakfast": "breakfast fruhstuck colazione brunch desayuno",
    "burger": "burger hamburg hamburgues",
    "chinese": "chines chinois cinese china chino",
    "coffee_shop": "coffee kaffee cafe caffe cafeter konditorei",
    "dessert": "dessert nachspeis sussspeis dolci postre",
    "fish": "fisch fish pesce poisson pescad",
    "french": "french franzos francese francais frances",
    "greek": "greek griech greco greca grec grecque griego griega tavern gyros",
    "grill": "grill barbec bbq griglia parrilla",
    "ice_cream": "eis eisdiele eissalon eiscafe gelat glace glacier helad",
    "indian": "indian indisch inder indien indiano curry tandoor",
    "italian": "italia italie italien italy trattoria osteria",
    "japanese": "japan giappon japon",
    "kebab": "kebab kebap doner durum",
    "korean": "korea coreen corean",
    "latin_american": "latein latin latino",
    "lebanese": "liban leban",
    "mexican": "mexic mexik messic mexiq taco taqueria",
    "pasta": "pasta nudel spaghetti",
    "pizza": "pizz",
    "ramen": "ramen",
    "regional": "regional gasthaus gasthof wirtshaus heurig hausmann bodenstand",
    "sandwich": "sandwich panini belegt bocadillo",
    "seafood": "seafood meeresfru frutti mariscos fruits",
    "spanish": "spanisch spanish spanier spagnol espagnol espanol",
    "steak_house": "steak",
    "sushi": "sushi",
    "tapas": "tapas",
    "thai": "thai",
    "turkish": "turk turc",
    "vegan": "vegan vegane",
    "vegetarian": "vegetar vegetal veggie",
    "vietnamese": "vietnam pho",
    "wine_bar": "heurig weinbar enoteca vino",
}
_WHOLE_LENGTH = 4
_BEGINNINGS = tuple((word, key) for key, words in _WORDS.items() for word in words.split())


def cuisines_called(word: str) -> tuple[str, ...]:
    """The keys of the cuisines that a folded word means, such as `italian` for `italienisches`."""
    return tuple(
        dict.fromkeys(
            key
            for begin, key in _BEGINNINGS
            if word == begin or (len(begin) >= _WHOLE_LENGTH and word.startswith(begin))
        )
    )
