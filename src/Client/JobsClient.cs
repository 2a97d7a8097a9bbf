using System.Runtime.CompilerServices;
using Carillon.Client.Http;

namespace Carillon.Client;

/// <summary>Scheduled jobs of the caller's tenant, and their runs. One that is another's does not exist: <c>not_found</c>.</summary>
public sealed class JobsClient
{
    private readonly ApiCaller _api;

    internal JobsClient(ApiCaller api) => _api = api;

    /// <summary>Makes a job. Errors: invalid, conflict (the name is taken), not_found (a job of the chain), unknown_agent, permission_denied.</summary>
    public Task<Job> CreateAsync(JobMembers members, CancellationToken cancellationToken = default) => JobsApi.CreateAsync(_api, members, cancellationToken);

    /// <summary>One job.</summary>
    public Task<Job> GetAsync(string jobId, CancellationToken cancellationToken = default) => JobsApi.GetAsync(_api, jobId, cancellationToken);

    /// <summary>A page of jobs, oldest first.</summary>
    /// <param name="next">From the page before.</param>
    public Task<JobPage> ListAsync(JobFilter? filter = null, int limit = 100, string? next = null, CancellationToken cancellationToken = default) =>
        JobsApi.ListAsync(_api, filter ?? new JobFilter(), limit, next, cancellationToken);

    /// <summary>All jobs, oldest first, fetched page by page.</summary>
    public async IAsyncEnumerable<Job> ListAllAsync(JobFilter? filter = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? next = null;
        do
        {
            var page = await ListAsync(filter, 1000, next, cancellationToken);
            foreach (var job in page.Jobs) yield return job;
            next = page.Next;
        }
        while (next is not null);
    }

    /// <summary>Changes what is given; an empty text, list or map takes a member away. Errors: as for CreateAsync.</summary>
    public Task<Job> UpdateAsync(string jobId, JobMembers members, CancellationToken cancellationToken = default) =>
        JobsApi.UpdateAsync(_api, jobId, members, cancellationToken);

    /// <summary>Ends what runs of it and removes it with its history, for good. Errors: not_found, conflict (another job's chain names it).</summary>
    public Task DeleteAsync(string jobId, CancellationToken cancellationToken = default) => JobsApi.DeleteAsync(_api, jobId, cancellationToken);

    /// <summary>Starts a run by hand and returns it once it is sure to run. Errors: not_found, conflict (it runs).</summary>
    public Task<JobRun> TriggerAsync(string jobId, CancellationToken cancellationToken = default) => JobsApi.TriggerAsync(_api, jobId, cancellationToken);

    /// <summary>Lets it come due no more until it is resumed; what runs goes on.</summary>
    public Task<Job> PauseAsync(string jobId, CancellationToken cancellationToken = default) => JobsApi.ChangeAsync(_api, jobId, "pause", cancellationToken);

    /// <summary>Lets it come due again, counted from now.</summary>
    public Task<Job> ResumeAsync(string jobId, CancellationToken cancellationToken = default) => JobsApi.ChangeAsync(_api, jobId, "resume", cancellationToken);

    /// <summary>A page of a job's runs, newest first.</summary>
    /// <param name="next">From the page before.</param>
    public Task<JobRunPage> RunsAsync(string jobId, int limit = 100, string? next = null, CancellationToken cancellationToken = default) =>
        JobsApi.RunsAsync(_api, jobId, limit, next, cancellationToken);

    /// <summary>One run that is still in the history.</summary>
    public Task<JobRun> GetRunAsync(string jobId, string runId, CancellationToken cancellationToken = default) =>
        JobsApi.GetRunAsync(_api, jobId, runId, cancellationToken);
}
