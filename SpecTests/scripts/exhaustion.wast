;; Recursion without end is stopped (specification, appendix "Implementation Limitations").

(module
  (func $forever (export "forever") (call $forever))
  (func $a (export "mutual") (param i64) (result i64) (call $b (i64.add (local.get 0) (i64.const 1))))
  (func $b (param i64) (result i64) (call $a (local.get 0)))
  (table funcref (elem $indirect))
  (func $indirect (export "indirect") (call_indirect (i32.const 0)))
  (type $t (func))
  (func $ref (export "ref") (type $t) (call_ref $t (ref.func $ref)))
  (func $locals (export "locals") (param i32) (result i32)
    (local i64 i64 i64 i64 v128 v128 v128 v128)
    (i32.add (call $locals (i32.const 1)) (i32.const 1)))
  (func $depth (export "depth") (param i32) (result i32)
    (if (result i32) (local.get 0)
      (then (i32.add (i32.const 1) (call $depth (i32.sub (local.get 0) (i32.const 1)))))
      (else (i32.const 0))))
)

(assert_exhaustion (invoke "forever") "call stack exhausted")
(assert_exhaustion (invoke "mutual" (i64.const 0)) "call stack exhausted")
(assert_exhaustion (invoke "indirect") "call stack exhausted")
(assert_exhaustion (invoke "ref") "call stack exhausted")
(assert_exhaustion (invoke "locals" (i32.const 0)) "call stack exhausted")
;; The instance goes on working.
(assert_return (invoke "depth" (i32.const 200)) (i32.const 200))
(assert_exhaustion (invoke "forever") "call stack exhausted")
(assert_return (invoke "depth" (i32.const 200)) (i32.const 200))
