;; A module without types of objects has no heap, so that null is address 0, which lies in no reservation: reading the length of
;; a null array faulted there, was taken for an error of the engine, and ended the process.

(module
  (func (export "constant") (result i32) (array.len (ref.null array)))
  (func (export "parameter") (param arrayref) (result i32) (array.len (local.get 0))))

(assert_trap (invoke "constant") "null array reference")
(assert_trap (invoke "parameter" (ref.null array)) "null array reference")
