namespace Carillon.Features.Sessions.Snapshots;

/// <summary>
/// Text that grows by pieces. One thread at a time appends or captures; what was captured can be read by anyone later,
/// because pieces are only ever added behind it. So a long text is copied outside the lock that orders its pieces.
/// </summary>
internal sealed class GrowingText
{
    private string[] _pieces = [];
    private int _count;
    private int _length;

    public void Append(string piece)
    {
        if (_count == _pieces.Length) Array.Resize(ref _pieces, Math.Max(16, _count * 2));
        _pieces[_count++] = piece;
        _length += piece.Length;
    }

    public Captured Capture() => new(_pieces, _count, _length);

    internal readonly record struct Captured(string[] Pieces, int Count, int Length)
    {
        public override string ToString() => string.Create(Length, this, static (target, text) =>
        {
            foreach (var piece in text.Pieces.AsSpan(0, text.Count))
            {
                piece.CopyTo(target);
                target = target[piece.Length..];
            }
        });
    }
}
