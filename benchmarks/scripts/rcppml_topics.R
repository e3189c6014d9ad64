# Time RcppML's factorization, with its defaults, of the matrix that benchmarks/others.py wrote.
# Rscript rcppml_topics.R FOLDER N_DOCS N_TERMS N_WEIGHTS N_TOPICS
if (!requireNamespace("RcppML", quietly = TRUE)) quit(status = 3)
suppressPackageStartupMessages(library(Matrix))
suppressPackageStartupMessages(library(RcppML))
given <- commandArgs(trailingOnly = TRUE)
sizes <- as.integer(given[2:5])
read_array <- function(name, what, n) readBin(file.path(given[1], name), what, n)

# Rows of articles in csr are columns of articles in dgCMatrix: terms x documents.
weights <- new(
  "dgCMatrix",
  p = read_array("p", "integer", sizes[1] + 1),
  i = read_array("i", "integer", sizes[3]),
  x = read_array("x", "double", sizes[3]),
  Dim = c(sizes[2], sizes[1])
)
seconds <- system.time(model <- nmf(weights, sizes[4], verbose = FALSE, seed = 1))[["elapsed"]]
w <- if (isS4(model)) model@w else model$w
d <- if (isS4(model)) model@d else model$d
writeBin(as.double(w %*% diag(as.vector(d))), file.path(given[1], "topics")) # columns, the topics, one after another
cat(seconds, "\n")
