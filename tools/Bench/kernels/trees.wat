;; Binary trees of structs, n of depth 12, each made, walked and forgotten, while one of depth 14 lives: allocation,
;; typed fields, collection. Not in the geometric mean: C has no counterpart. Result: a hash over the trees' items.
;; extra
;; quick: 20 = i32:1551484676
;; full: 2000 = i32:1050241782
(module
  (rec (type $node (struct (field $item i32) (field $left (ref null $node)) (field $right (ref null $node)))))

  (func $make (param $item i32) (param $depth i32) (result (ref $node))
    (if (result (ref $node)) (local.get $depth)
      (then
        (struct.new $node
          (local.get $item)
          (call $make (i32.shl (local.get $item) (i32.const 1)) (i32.sub (local.get $depth) (i32.const 1)))
          (call $make (i32.add (i32.shl (local.get $item) (i32.const 1)) (i32.const 1)) (i32.sub (local.get $depth) (i32.const 1)))))
      (else (struct.new $node (local.get $item) (ref.null $node) (ref.null $node)))))

  (func $sum (param $tree (ref null $node)) (result i32)
    (block $leaf (result i32)
      (br_if $leaf (i32.const 1) (ref.is_null (local.get $tree)))
      drop
      (i32.add
        (struct.get $node $item (local.get $tree))
        (i32.xor
          (i32.mul (call $sum (struct.get $node $left (local.get $tree))) (i32.const 31))
          (call $sum (struct.get $node $right (local.get $tree)))))))

  (func (export "run") (param $n i32) (result i32)
    (local $long (ref null $node)) (local $hash i32)
    (local.set $long (call $make (i32.const 1) (i32.const 14)))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $n)))
        (local.set $hash
          (i32.add
            (i32.mul (local.get $hash) (i32.const 31))
            (call $sum (call $make (local.get $n) (i32.const 12)))))
        (local.set $n (i32.sub (local.get $n) (i32.const 1)))
        (br $next)))
    (i32.add (local.get $hash) (call $sum (local.get $long)))))
