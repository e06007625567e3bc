using System.Collections.Immutable;
using Wasm.Core.Diagnostics;
using Wasm.Core.Types;

namespace Wasm.Runtime.Embedding;

/// <summary>A struct on a store's garbage-collected heap. Mirrors Wasmtime's <c>StructRef</c>.</summary>
public abstract class StructReference : HeapReference
{
    /// <summary>Number of fields.</summary>
    public int FieldCount => Type.Struct.Fields.Length;

    /// <summary>A new struct (<c>struct.new</c>).</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">A struct type of the store's engine.</param>
    /// <param name="fields">One value per field; packed ones keep the low bits.</param>
    /// <exception cref="ArgumentException">
    /// The type is no struct type or of another engine; number or type of the values is wrong, or one belongs to another
    /// store.
    /// </exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static StructReference Create(Store store, DefinedType type, params ReadOnlySpan<Value> fields)
    {
        ImmutableArray<FieldType> types = FieldsOf(store, type);
        if (fields.Length != types.Length)
        {
            throw new ArgumentException($"{types.Length} fields expected, {fields.Length} given", nameof(fields));
        }

        for (int i = 0; i < fields.Length; i++)
        {
            store.Check(fields[i], types[i].Storage.Unpacked, "field", i, nameof(fields));
        }

        StructReference created = store.Engine.CreateStruct(store, type);
        for (int i = 0; i < fields.Length; i++)
        {
            created.SetCore(i, fields[i]);
        }

        return created;
    }

    /// <summary>A new struct of zeros and nulls (<c>struct.new_default</c>).</summary>
    /// <param name="store">The store that it will belong to.</param>
    /// <param name="type">A struct type of the store's engine.</param>
    /// <exception cref="ArgumentException">
    /// The type is no struct type or of another engine, or a field is a reference that cannot be null.
    /// </exception>
    /// <exception cref="ExhaustionException">The heap is exhausted.</exception>
    public static StructReference CreateDefault(Store store, DefinedType type)
    {
        foreach (FieldType field in FieldsOf(store, type))
        {
            if (!field.Storage.Unpacked.IsDefaultable)
            {
                throw new ArgumentException($"{Messages.FieldNotDefaultable}: {field}", nameof(type));
            }
        }

        return store.Engine.CreateStruct(store, type);
    }

    /// <summary>Reads a field (<c>struct.get</c>).</summary>
    /// <param name="index">Which.</param>
    /// <param name="signExtend">Whether a packed field is read as a signed number (<c>struct.get_s</c>); else it is unsigned.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    public Value GetField(int index, bool signExtend = false)
    {
        FieldType field = FieldAt(index);
        return Unpack(GetCore(index), field.Storage.Packing, signExtend);
    }

    /// <summary>Writes a mutable field (<c>struct.set</c>); a packed one keeps the low bits.</summary>
    /// <param name="index">Which.</param>
    /// <param name="value">The value, of the field's unpacked type.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such field.</exception>
    /// <exception cref="InvalidOperationException">The field is immutable.</exception>
    /// <exception cref="ArgumentException">The value is not of the field's type, or belongs to another store.</exception>
    public void SetField(int index, Value value)
    {
        FieldType field = FieldAt(index);
        if (!field.Mutable)
        {
            throw new InvalidOperationException($"{Messages.ImmutableField} {index}: its type is {field}");
        }

        Store.Check(value, field.Storage.Unpacked, "field", index, nameof(value));
        SetCore(index, value);
    }

    /// <summary>The engine's way to read a field that there is; packed ones zero-extended.</summary>
    protected abstract Value GetCore(int index);

    /// <summary>The engine's way to write a field that there is, with a value of its type; packed ones keep the low bits.</summary>
    protected abstract void SetCore(int index, Value value);

    private static ImmutableArray<FieldType> FieldsOf(Store store, DefinedType type)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.ThrowIfDisposed();
        store.CheckEngine(type, nameof(type));
        return type.Composite is StructType @struct
            ? @struct.Fields
            : throw new ArgumentException($"{Messages.NonStructureType}: {type}", nameof(type));
    }

    private FieldType FieldAt(int index)
    {
        Store.ThrowIfDisposed();
        ImmutableArray<FieldType> fields = Type.Struct.Fields;
        CheckIndex(index, fields.Length, "fields");
        return fields[index];
    }
}
