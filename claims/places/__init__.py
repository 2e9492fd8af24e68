"""Places: names, coordinates and GeoJSON as points and areas on the ellipsoid, and distances.

Nothing here is imported before a claim needs the map: its libraries take longer to load than a
small file takes to check.
"""
