;; The start function (specification, 2.5.9 and 4.7.2).

(module
  (global $g (mut i32) (i32.const 1))
  (memory 1)
  (data (i32.const 0) "\05")
  (func $start (global.set $g (i32.add (i32.const 100) (i32.load8_u (i32.const 0)))))
  (func (export "g") (result i32) (global.get $g))
  (start $start)
)
(assert_return (invoke "g") (i32.const 105))

(module (import "spectest" "print" (func $print)) (start $print))
(assert_trap (module (func $f (unreachable)) (start $f)) "unreachable")
(assert_trap (module (func $f (drop (i32.div_u (i32.const 1) (i32.const 0)))) (start $f)) "integer divide by zero")
(assert_invalid (module (func (param i32)) (start 0)) "start function")
(assert_invalid (module (func (result i32) (i32.const 0)) (start 0)) "start function")
(assert_invalid (module (start 0)) "unknown function")
(assert_malformed (module quote "(func) (start 0) (start 0)") "multiple start sections")
