namespace Wasm.Jit.Execution;

/// <summary>Small zeroed pieces of native memory that are freed together.</summary>
internal sealed unsafe class NativeBlocks(ISystem system) : IDisposable
{
    private const int ChunkBytes = 64 * 1024;

    private readonly List<(nuint Address, nuint Length)> _chunks = [];
    private nuint _next;
    private nuint _end;

    /// <summary>A piece, aligned to 16 bytes.</summary>
    public void* Allocate(int bytes)
    {
        nuint size = ((nuint)bytes + 15) & ~(nuint)15;
        if (_end - _next < size)
        {
            nuint length = Math.Max(ChunkBytes, (size + system.PageSize - 1) & ~(system.PageSize - 1));
            byte* chunk = system.Reserve(length);
            _chunks.Add(((nuint)chunk, length));
            if (!system.Commit(chunk, length))
            {
                throw new InsufficientMemoryException($"the system has no room for {length} bytes of an instance");
            }

            _next = (nuint)chunk;
            _end = _next + length;
        }

        nuint piece = _next;
        _next += size;
        return (void*)piece;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((nuint address, nuint length) in _chunks)
        {
            system.Release((byte*)address, length);
        }

        _chunks.Clear();
        (_next, _end) = (0, 0);
    }
}
