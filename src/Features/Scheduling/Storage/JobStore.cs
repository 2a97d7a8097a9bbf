using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Errors;
using Carillon.Core.Ports;
using Carillon.Core.Streams;

namespace Carillon.Features.Scheduling.Storage;

/// <summary>Reads this room's documents.</summary>
internal sealed class JobStore(IDocuments documents)
{
    private const int PageSize = 500;

    public ValueTask<IReadOnlyList<string>> TenantsAsync(CancellationToken cancellationToken) =>
        documents.TenantsAsync(CronKeys.Jobs, cancellationToken);

    public async IAsyncEnumerable<StoredJob> JobsAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in AllAsync(tenant, CronKeys.Jobs, cancellationToken)) yield return Read(document, StoredJson.Default.StoredJob);
    }

    /// <summary>The runs of a tenant that have not ended.</summary>
    public async IAsyncEnumerable<StoredRun> ActiveAsync(string tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var document in AllAsync(tenant, CronKeys.Active, cancellationToken))
        {
            var mark = Read(document, StoredJson.Default.ActiveMark);
            if (await FindRunAsync(tenant, mark.JobId, mark.Number, cancellationToken) is { } run) yield return run;
        }
    }

    public async ValueTask<StoredRun?> FindRunAsync(string tenant, string jobId, long number, CancellationToken cancellationToken) =>
        await documents.GetAsync(CronKeys.Run(tenant, jobId, number), cancellationToken) is { } document
            ? Read(document, StoredJson.Default.StoredRun)
            : null;

    /// <summary>A page of a job's runs, newest first. Errors: Invalid.</summary>
    public async ValueTask<JobRunPage> RunsAsync(string tenant, string jobId, JobRunQuery query, CancellationToken cancellationToken)
    {
        Document? after = null;
        if (query.Next is { } next)
        {
            if (!long.TryParse(next, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                throw new CarillonException(ErrorCode.Invalid, "'next' is not from a page of runs.");
            after = CronKeys.Before(tenant, jobId, number);
        }

        var wanted = new DocumentQuery(tenant, CronKeys.Runs(jobId), query.Limit + 1, After: after, Descending: true);
        var found = await documents.ListAsync(wanted, cancellationToken);
        List<StoredRun> runs = [.. found.Take(query.Limit).Select(document => Read(document, StoredJson.Default.StoredRun))];
        var more = found.Count > query.Limit ? runs[^1].Number.ToString(CultureInfo.InvariantCulture) : null;
        return new JobRunPage([.. runs.Select(run => run.Run)], more);
    }

    /// <summary>What the job's latest good run gave; null when there was none.</summary>
    public async ValueTask<string?> LastOutputAsync(string tenant, string jobId, CancellationToken cancellationToken) =>
        await documents.GetAsync(CronKeys.Output(tenant, jobId), cancellationToken) is { } document
            ? Read(document, StoredJson.Default.LastOutput).Text
            : null;

    /// <summary>A change that stores a value.</summary>
    public static PutDocument Put<T>(DocumentKey key, T value, JsonTypeInfo<T> type, string sortKey = "") =>
        new(key, JsonSerializer.SerializeToUtf8Bytes(value, type), sortKey);

    private async IAsyncEnumerable<Document> AllAsync(
        string tenant, string collection, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Document? last = null;
        IReadOnlyList<Document> page;
        do
        {
            page = await documents.ListAsync(new DocumentQuery(tenant, collection, PageSize, After: last), cancellationToken);
            foreach (var document in page) yield return document;
            last = page.Count > 0 ? page[^1] : null;
        }
        while (page.Count == PageSize);
    }

    private static T Read<T>(Document document, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(document.Json.Span, type)
        ?? throw new InvalidOperationException($"The document {document.Key} is empty.");
}
