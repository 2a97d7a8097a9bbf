namespace Carillon.Backends.Sqlite.Maintenance;

/// <summary>Counts findings and keeps the first of them: a badly damaged file has more than anyone reads.</summary>
internal sealed class FindingList
{
    private const int Kept = 100;

    private readonly List<Finding> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<Finding> First => _first;

    public void Add(string where, string what)
    {
        Count++;
        if (_first.Count < Kept) _first.Add(new Finding(where, what));
    }
}

/// <summary>What was read.</summary>
internal sealed class RowCounts
{
    public long Entries { get; set; }

    public long Streams { get; set; }

    public long Documents { get; set; }

    public long Blobs { get; set; }
}
