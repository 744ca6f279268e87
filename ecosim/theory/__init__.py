"""Each mechanism alone, against the theory it comes from: small functions to run and to plot."""
