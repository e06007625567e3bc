;; A load, an operation and a store at one address may become one instruction: what was known to trap was the load, since behind
;; it the store cannot; the instruction that remained was taken for one that never does.

(module
  (memory 1)
  (func (export "add") (param i32) (i32.store (local.get 0) (i32.add (i32.load (local.get 0)) (i32.const 1))))
  (func (export "xor") (param i32 i64) (i64.store offset=8 (local.get 0) (i64.xor (local.get 1) (i64.load offset=8 (local.get 0)))))
  (func (export "get") (param i32) (result i32) (i32.load (local.get 0))))

(assert_return (invoke "add" (i32.const 65532)))
(assert_return (invoke "get" (i32.const 65532)) (i32.const 1))
(assert_trap (invoke "add" (i32.const 65533)) "out of bounds memory access")
(assert_trap (invoke "add" (i32.const -4)) "out of bounds memory access")
(assert_trap (invoke "xor" (i32.const 65521) (i64.const 1)) "out of bounds memory access")
(assert_return (invoke "get" (i32.const 65532)) (i32.const 1))
