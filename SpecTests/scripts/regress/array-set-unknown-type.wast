;; The validator looked the array type up before it had checked the index, and crashed.

(assert_invalid
  (module (func (unreachable) (array.set 5)))
  "unknown type")

(assert_invalid
  (module (func (unreachable) (array.fill 5)))
  "unknown type")
