namespace Carillon.Features.Agents.Rpc;

/// <summary>Cuts a stream of bytes into lines of bounded length; what comes after the last line break is a line too.</summary>
/// <param name="keepsBeginning">Whether a line over the bound is cut to it; otherwise it ends the reading.</param>
internal sealed class LineReader(Stream input, int maxBytes, bool keepsBeginning)
{
    private const int FirstSize = 16 * 1024;
    private byte[] _buffer = new byte[Math.Min(FirstSize, maxBytes + 1)];
    private int _start;
    private int _end;
    private bool _skipping;

    /// <summary>The next line without its break, valid until the next call; null at the end.</summary>
    /// <exception cref="InvalidDataException">The line is over the bound.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken)
    {
        var searched = _start;
        while (true)
        {
            var found = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = Take(searched + found, searched + found + 1);
                if (!Skipped()) return line;
                searched = _start;
                continue;
            }

            searched = MakeRoom(out var full);
            if (full is { } cut && !Skipped(nowSkipping: true)) return cut;
            var count = await input.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (count == 0)
            {
                if (_end == _start || Skipped()) return null;
                return Take(_end, _end);
            }

            _end += count;
        }
    }

    private ReadOnlyMemory<byte> Take(int end, int next)
    {
        var line = _buffer.AsMemory(_start, end - _start);
        _start = next;
        return line;
    }

    /// <summary>Whether what was taken is the rest of a line whose beginning was given out before.</summary>
    private bool Skipped(bool nowSkipping = false)
    {
        var was = _skipping;
        _skipping = nowSkipping;
        return was;
    }

    /// <summary>Moves what is unread to the front, or takes a larger buffer; returns where to search on.</summary>
    private int MakeRoom(out ReadOnlyMemory<byte>? full)
    {
        full = null;
        var unread = _end - _start;
        if (unread > maxBytes)
        {
            if (!keepsBeginning) throw new InvalidDataException($"a line is longer than {maxBytes} bytes");
            full = _buffer.AsMemory(_start, maxBytes).ToArray();
            _start = _end = 0;
            return 0;
        }

        if (_end < _buffer.Length) return _end;
        var target = unread * 2L > _buffer.Length ? new byte[(int)Math.Min(maxBytes + 1L, 2L * _buffer.Length)] : _buffer;
        _buffer.AsSpan(_start, unread).CopyTo(target);
        _buffer = target;
        (_start, _end) = (0, unread);
        return unread;
    }
}
