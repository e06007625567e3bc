;; Definitions and instances (scripts of the reference interpreter): each instantiation makes everything anew.

(module definition $Counter
  (global $n (mut i32) (i32.const 0))
  (memory (export "memory") 1)
  (table (export "table") 1 funcref)
  (tag (export "tag"))
  (func (export "next") (result i32)
    (global.set $n (i32.add (global.get $n) (i32.const 1)))
    (global.get $n))
  (func (export "load") (result i32) (i32.load8_u (i32.const 0)))
  (func (export "store") (param i32) (i32.store8 (i32.const 0) (local.get 0))))
(module instance $C1 $Counter)
(module instance $C2 $Counter)
(assert_return (invoke $C1 "next") (i32.const 1))
(assert_return (invoke $C1 "next") (i32.const 2))
(assert_return (invoke $C2 "next") (i32.const 1))
(assert_return (invoke "next") (i32.const 2))
(assert_return (invoke $C1 "store" (i32.const 9)))
(assert_return (invoke $C1 "load") (i32.const 9))
(assert_return (invoke $C2 "load") (i32.const 0))

;; One name is the module's; without any, the latest definition's.
(module instance $Counter)
(assert_return (invoke "next") (i32.const 1))
(module definition (func (export "g") (result i32) (i32.const 5)))
(module instance)
(assert_return (invoke "g") (i32.const 5))

;; The same instance imported twice is one thing.
(register "C1" $C1)
(register "C2" $C2)
(module
  (import "C1" "memory" (memory $a 1))
  (import "C1" "memory" (memory $b 1))
  (import "C2" "memory" (memory $c 1))
  (import "C1" "tag" (tag $t1))
  (import "C2" "tag" (tag $t2))
  (func (export "memories") (result i32 i32)
    (i32.store8 $a (i32.const 100) (i32.const 42))
    (i32.load8_u $b (i32.const 100))
    (i32.load8_u $c (i32.const 100)))
  (func (export "tags") (result i32)
    (block $other
      (block $same
        (try_table (catch $t2 $other) (catch $t1 $same) (throw $t1)))
      (return (i32.const 1)))
    (i32.const 2)))
(assert_return (invoke "memories") (i32.const 42) (i32.const 0))
(assert_return (invoke "tags") (i32.const 1))

;; An exported function keeps its instance.
(module (import "C1" "next" (func $n (result i32))) (export "n" (func $n)))
(assert_return (invoke "n") (i32.const 3))
(assert_return (invoke $C1 "next") (i32.const 4))
