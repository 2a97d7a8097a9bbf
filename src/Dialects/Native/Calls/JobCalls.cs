using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Carillon.Contracts.Scheduling;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Errors;
using Carillon.Dialects.Native.Json;

namespace Carillon.Dialects.Native.Calls;

/// <summary>Everything about scheduled jobs, whatever way the request came.</summary>
internal sealed class JobCalls(IJobs jobs)
{
    public async ValueTask<Answer> CreateAsync(Caller caller, JobMembers wanted, CancellationToken cancellationToken)
    {
        var draft = new JobDraft(Invalid.Required(wanted.Name, "name"), wanted.ApplyTo(new JobDefinition()), wanted.Enabled ?? true);
        return new Answer(201, Of(await jobs.CreateAsync(caller, draft, cancellationToken)));
    }

    public async ValueTask<Answer> ListAsync(Caller caller, ListJobsParams wanted, CancellationToken cancellationToken)
    {
        var query = new JobQuery(wanted.Enabled, wanted.AgentId, wanted.Tags, Invalid.Limit(wanted.Limit), wanted.Next);
        return Answer.Ok(Of(await jobs.ListAsync(caller, query, cancellationToken), JobsJson.Default.JobPage));
    }

    public async ValueTask<Answer> GetAsync(Caller caller, JobParams wanted, CancellationToken cancellationToken) =>
        Answer.Ok(Of(await jobs.GetAsync(caller, IdOf(wanted.JobId), cancellationToken)));

    public async ValueTask<Answer> UpdateAsync(Caller caller, JobMembers wanted, CancellationToken cancellationToken) =>
        Answer.Ok(Of(await jobs.UpdateAsync(caller, IdOf(wanted.JobId), wanted, cancellationToken)));

    public async ValueTask<Answer> DeleteAsync(Caller caller, JobParams wanted, CancellationToken cancellationToken)
    {
        await jobs.DeleteAsync(caller, IdOf(wanted.JobId), cancellationToken);
        return Answer.Nothing;
    }

    public async ValueTask<Answer> TriggerAsync(Caller caller, JobParams wanted, CancellationToken cancellationToken) =>
        new(202, Of(await jobs.TriggerAsync(caller, IdOf(wanted.JobId), cancellationToken), JobsJson.Default.JobRun));

    public async ValueTask<Answer> PauseAsync(Caller caller, JobParams wanted, CancellationToken cancellationToken) =>
        Answer.Ok(Of(await jobs.PauseAsync(caller, IdOf(wanted.JobId), cancellationToken)));

    public async ValueTask<Answer> ResumeAsync(Caller caller, JobParams wanted, CancellationToken cancellationToken) =>
        Answer.Ok(Of(await jobs.ResumeAsync(caller, IdOf(wanted.JobId), cancellationToken)));

    public async ValueTask<Answer> RunsAsync(Caller caller, ListRunsParams wanted, CancellationToken cancellationToken)
    {
        var query = new JobRunQuery(Invalid.Limit(wanted.Limit), wanted.Next);
        return Answer.Ok(Of(await jobs.RunsAsync(caller, IdOf(wanted.JobId), query, cancellationToken), JobsJson.Default.JobRunPage));
    }

    public async ValueTask<Answer> GetRunAsync(Caller caller, JobRunParams wanted, CancellationToken cancellationToken)
    {
        var run = await jobs.GetRunAsync(caller, IdOf(wanted.JobId), Invalid.Required(wanted.RunId, "runId"), cancellationToken);
        return Answer.Ok(Of(run, JobsJson.Default.JobRun));
    }

    private static string IdOf(string? jobId) => Invalid.Required(jobId, "jobId");

    private static Action<Utf8JsonWriter> Of(Job job) => Of(job, JobsJson.Default.Job);

    private static Action<Utf8JsonWriter> Of<T>(T value, JsonTypeInfo<T> type) => json => JsonSerializer.Serialize(json, value, type);
}
