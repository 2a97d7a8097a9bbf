using Carillon.Core.Streams;

namespace Carillon.Features.Scheduling.Storage;

/// <summary>Where this room keeps its documents. These names and sort keys are a storage format: old logs hold them.</summary>
internal static class CronKeys
{
    public const string Jobs = "cron-jobs";

    /// <summary>The runs that have not ended, of all jobs.</summary>
    public const string Active = "cron-active";

    public const string Outputs = "cron-outputs";

    public static DocumentKey Job(string tenant, string jobId) => new(tenant, Jobs, jobId);

    /// <summary>A run's number in its job is its key, so that the oldest ones can be found and removed by counting.</summary>
    public static DocumentKey Run(string tenant, string jobId, long number) => new(tenant, Runs(jobId), PutDocument.SortKeyOf(number));

    public static DocumentKey ActiveMark(string tenant, string jobId, long number) => new(tenant, Active, $"{jobId}:{PutDocument.SortKeyOf(number)}");

    public static DocumentKey Output(string tenant, string jobId) => new(tenant, Outputs, jobId);

    public static string Runs(string jobId) => $"cron-runs:{jobId}";

    /// <summary>A place in a job's runs just before a number.</summary>
    public static Document Before(string tenant, string jobId, long number) =>
        new(new DocumentKey(tenant, Runs(jobId), ""), default, PutDocument.SortKeyOf(number), 0);
}
