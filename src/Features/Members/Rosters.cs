using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Carillon.Core.Ports;
using Carillon.Core.Streams;
using Carillon.Events;

namespace Carillon.Features.Members;

/// <summary>
/// The members of every tenant that is in use, in memory as they are stored: every message asks for one. Whoever changes them is
/// alone in doing so.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore without a wait handle holds nothing.")]
internal sealed class Rosters(ILog log, IDocuments documents)
{
    private const string Collection = "members";
    private const int PageSize = 500;

    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly ConcurrentDictionary<string, ImmutableSortedDictionary<string, StoredMember>> _rosters = new(StringComparer.Ordinal);

    /// <summary>The members and former members of a tenant, by id.</summary>
    public async ValueTask<ImmutableSortedDictionary<string, StoredMember>> GetAsync(string tenant, CancellationToken cancellationToken)
    {
        if (_rosters.TryGetValue(tenant, out var known)) return known;
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await LoadAsync(tenant, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Makes one change of a tenant's members; a decision that returns null changes nothing. Errors: those of the log.</summary>
    /// <param name="decide">Sees the members as they are, and says what becomes of one and how that is announced.</param>
    public async ValueTask<StoredMember?> ChangeAsync(
        string tenant,
        Func<ImmutableSortedDictionary<string, StoredMember>, (StoredMember Member, Event? Announcement)?> decide,
        CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            var roster = await LoadAsync(tenant, cancellationToken);
            if (decide(roster) is not var (member, announcement)) return null;
            var json = JsonSerializer.SerializeToUtf8Bytes(member, StoredJson.Default.StoredMember);
            NewEvent[] events = announcement is null ? [] : [NewEvent.Of(StreamId.OfTenant(tenant), announcement)];
            var put = new PutDocument(new DocumentKey(tenant, Collection, member.UserId), json, member.UserId);

            // Not to be cancelled: what is in memory must be what is stored.
            await log.AppendAsync(new Append(events) { Changes = [put] }, CancellationToken.None);
            _rosters[tenant] = roster.SetItem(member.UserId, member);
            return member;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async ValueTask<ImmutableSortedDictionary<string, StoredMember>> LoadAsync(string tenant, CancellationToken cancellationToken)
    {
        if (_rosters.TryGetValue(tenant, out var known)) return known;
        var members = ImmutableSortedDictionary.CreateBuilder<string, StoredMember>(StringComparer.Ordinal);
        Document? last = null;
        IReadOnlyList<Document> page;
        do
        {
            page = await documents.ListAsync(new DocumentQuery(tenant, Collection, PageSize, After: last), cancellationToken);
            foreach (var document in page) members[document.Key.Key] = Read(document);
            last = page.Count > 0 ? page[^1] : null;
        }
        while (page.Count == PageSize);

        return _rosters[tenant] = members.ToImmutable();
    }

    private static StoredMember Read(Document document) =>
        JsonSerializer.Deserialize(document.Json.Span, StoredJson.Default.StoredMember)
        ?? throw new InvalidOperationException($"The document {document.Key} is empty.");
}
