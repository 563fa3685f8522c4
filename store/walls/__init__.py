"""The wall (挂图作战): the cases of one flow as rows, its main line as columns, counts beside them."""
