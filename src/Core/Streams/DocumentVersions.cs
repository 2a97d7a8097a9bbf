using Carillon.Core.Errors;
using Carillon.Core.Ports;

namespace Carillon.Core.Streams;

/// <summary>
/// Which versions documents will have when storage gets to a change of the batch under way. Only a change that expects a
/// version costs a read; for all others it is enough to count.
/// </summary>
internal sealed class DocumentVersions(ILogStorage storage)
{
    private readonly Dictionary<DocumentKey, Known> _known = [];
    private readonly HashSet<(string Tenant, string Collection)> _emptied = [];
    private readonly List<(DocumentKey Key, Known? Before)> _undo = [];

    /// <summary>A new batch begins.</summary>
    public void Clear()
    {
        _known.Clear();
        _emptied.Clear();
    }

    /// <summary>Takes in an append's changes in order, or none of them. Errors: Conflict.</summary>
    public async ValueTask FollowAsync(IReadOnlyList<Change> changes)
    {
        _undo.Clear();
        (string, string)? emptied = null;
        try
        {
            foreach (var change in changes)
            {
                switch (change)
                {
                    case PutDocument put:
                        if (put.ExpectedVersion is { } expected) await ExpectAsync(put.Key, expected);
                        var now = Of(put.Key);
                        Note(put.Key, now with { Version = now.Version + 1 });
                        break;
                    case DeleteDocument delete:
                        Note(delete.Key, Known.Gone);
                        break;
                    case DeleteCollection deletion:
                        if (_emptied.Add((deletion.Tenant, deletion.Collection))) emptied = (deletion.Tenant, deletion.Collection);
                        foreach (var key in KeysOf(deletion)) Note(key, Known.Gone);
                        break;
                }
            }
        }
        catch (CarillonException)
        {
            if (emptied is { } collection) _emptied.Remove(collection);
            Undo();
            throw;
        }
    }

    private async ValueTask ExpectAsync(DocumentKey key, long expected)
    {
        var known = Of(key);
        var version = known.Version;
        if (!known.IsWhole)
        {
            version += (await storage.GetAsync(key, CancellationToken.None))?.Version ?? 0;
            Note(key, new Known(version, IsWhole: true));
        }

        if (version == expected) return;
        throw new CarillonException(
            ErrorCode.Conflict, $"'{key.Key}' changed meanwhile (version {version}, expected {expected}). Read it again.");
    }

    private Known Of(DocumentKey key) =>
        _known.TryGetValue(key, out var known) ? known
        : _emptied.Contains((key.Tenant, key.Collection)) ? Known.Gone
        : default;

    private List<DocumentKey> KeysOf(DeleteCollection deletion) =>
        [.. _known.Keys.Where(key => key.Tenant == deletion.Tenant && key.Collection == deletion.Collection)];

    private void Note(DocumentKey key, Known known)
    {
        _undo.Add((key, _known.TryGetValue(key, out var before) ? before : null));
        _known[key] = known;
    }

    private void Undo()
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
        {
            if (_undo[i].Before is { } before) _known[_undo[i].Key] = before;
            else _known.Remove(_undo[i].Key);
        }
    }

    /// <param name="Version">The version, or where it is not known what is stored: how often it was put since.</param>
    private readonly record struct Known(long Version, bool IsWhole)
    {
        public static Known Gone { get; } = new(0, IsWhole: true);
    }
}
