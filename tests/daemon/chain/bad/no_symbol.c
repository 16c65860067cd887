/* A library that is no filter. */
int unrelated = 1;
