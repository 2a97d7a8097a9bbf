using System.Text.Json;
using Carillon.Contracts.Scheduling;
using Carillon.Contracts.Sessions;
using Carillon.Dialects.Aleph.Rpc;

namespace Carillon.Dialects.Aleph.Calls;

/// <summary><c>cron.*</c> (spec: Aleph, section 6).</summary>
internal sealed class CronCalls(IJobs jobs, ISessionKeys keys)
{
    private const int MostRecent = 10;

    /// <summary><c>cron.create {name, schedule, agent_id, prompt, …}</c> → the job.</summary>
    public async ValueTask<Result> CreateAsync(Call call, CancellationToken cancellationToken)
    {
        var draft = JobParams.Draft(call.Params);
        draft = draft with { Definition = draft.Definition with { AgentId = AgentOf(draft.Definition.AgentId) } };
        var job = await jobs.CreateAsync(call.Caller, draft, cancellationToken);
        return json => WriteJob(json, job, []);
    }

    /// <summary><c>cron.update {job_id, …}</c> → the job.</summary>
    public async ValueTask<Result> UpdateAsync(Call call, CancellationToken cancellationToken)
    {
        var patch = JobParams.Patch(call.Params);
        var job = await jobs.UpdateAsync(call.Caller, IdOf(call), patch with { AgentId = AgentOf(patch.AgentId) }, cancellationToken);
        return json => WriteJob(json, job, []);
    }

    /// <summary><c>cron.list {filter: {enabled, agent_id, tags}}</c> → <c>{jobs[], total}</c>.</summary>
    public async ValueTask<Result> ListAsync(Call call, CancellationToken cancellationToken)
    {
        var filter = call.Params.Inner("filter");
        var query = new JobQuery(filter.Flag("enabled"), filter.Text("agent_id"), filter.Texts("tags"), Limit: 1000);
        var page = await jobs.ListAsync(call.Caller, query, cancellationToken);
        var found = page.Jobs.ToList();
        while (page.Next is { } next)
        {
            page = await jobs.ListAsync(call.Caller, query with { Next = next }, cancellationToken);
            found.AddRange(page.Jobs);
        }

        return json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("jobs"u8);
            foreach (var job in found) WriteJob(json, job, []);
            json.WriteEndArray();
            json.WriteNumber("total"u8, found.Count);
            json.WriteEndObject();
        };
    }

    /// <summary><c>cron.get {job_id}</c> → the job with its recent runs.</summary>
    public async ValueTask<Result> GetAsync(Call call, CancellationToken cancellationToken)
    {
        var job = await jobs.GetAsync(call.Caller, IdOf(call), cancellationToken);
        var runs = await jobs.RunsAsync(call.Caller, job.Id, new JobRunQuery(MostRecent), cancellationToken);
        return json => WriteJob(json, job, runs.Runs);
    }

    /// <summary><c>cron.runs {job_id, limit}</c> → <c>{runs[]}</c>, newest first.</summary>
    public async ValueTask<Result> RunsAsync(Call call, CancellationToken cancellationToken)
    {
        var limit = (int)(call.Params.Number("limit", 1, 1000) ?? 100);
        var runs = await jobs.RunsAsync(call.Caller, IdOf(call), new JobRunQuery(limit), cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            WriteRuns(json, "runs", runs.Runs);
            json.WriteEndObject();
        };
    }

    /// <summary><c>cron.delete {job_id}</c> → <c>{deleted, job_id}</c>.</summary>
    public async ValueTask<Result> DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        var id = IdOf(call);
        await call.Parking.WaitAsync(async () =>
        {
            await jobs.DeleteAsync(call.Caller, id, cancellationToken);
            return true;
        });
        return json => WriteDone(json, "deleted", id, _ => { });
    }

    /// <summary>Of one job: <c>{job_id, enabled, last_run_at, next_run_at, consecutive_failures, status}</c>; of all: <c>{running, job_count, enabled_count}</c>.</summary>
    public async ValueTask<Result> StatusAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Params.Text("job_id", "id") is not { } id) return await StatusOfAllAsync(call, cancellationToken);
        var job = await jobs.GetAsync(call.Caller, id, cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WriteString("job_id"u8, job.Id);
            json.WriteBoolean("enabled"u8, job.Enabled);
            Write(json, "last_run_at", job.LastRunAt);
            Write(json, "next_run_at", job.NextRunAt);
            json.WriteNumber("consecutive_failures"u8, job.ConsecutiveFailures);
            json.WriteString("status"u8, job.ConsecutiveFailures == 0 ? "healthy"u8 : "failing"u8);
            json.WriteEndObject();
        };
    }

    /// <summary><c>cron.trigger {job_id}</c> → <c>{triggered, job_id, run_id, status, trigger_source}</c>.</summary>
    public async ValueTask<Result> TriggerAsync(Call call, CancellationToken cancellationToken)
    {
        var run = await jobs.TriggerAsync(call.Caller, IdOf(call), cancellationToken);
        return json => WriteDone(json, "triggered", run.JobId, written =>
        {
            written.WriteString("run_id"u8, run.RunId);
            written.WriteString("status"u8, "queued"u8);
            written.WriteString("trigger_source"u8, TriggerSources.NameOf(run.TriggerSource));
        });
    }

    /// <summary><c>cron.pause {job_id}</c> → <c>{paused, job_id, enabled}</c>.</summary>
    public async ValueTask<Result> PauseAsync(Call call, CancellationToken cancellationToken)
    {
        var job = await jobs.PauseAsync(call.Caller, IdOf(call), cancellationToken);
        return json => WriteDone(json, "paused", job.Id, written => written.WriteBoolean("enabled"u8, job.Enabled));
    }

    /// <summary><c>cron.resume {job_id}</c> → <c>{resumed, job_id, enabled, next_run_at}</c>.</summary>
    public async ValueTask<Result> ResumeAsync(Call call, CancellationToken cancellationToken)
    {
        var job = await jobs.ResumeAsync(call.Caller, IdOf(call), cancellationToken);
        return json => WriteDone(json, "resumed", job.Id, written =>
        {
            written.WriteBoolean("enabled"u8, job.Enabled);
            Write(written, "next_run_at", job.NextRunAt);
        });
    }

    /// <summary><c>cron.toggle {job_id, enabled}</c>: pause or resume; without <c>enabled</c>, the other of what it is.</summary>
    public async ValueTask<Result> ToggleAsync(Call call, CancellationToken cancellationToken)
    {
        var wanted = call.Params.Flag("enabled") ?? !(await jobs.GetAsync(call.Caller, IdOf(call), cancellationToken)).Enabled;
        return wanted ? await ResumeAsync(call, cancellationToken) : await PauseAsync(call, cancellationToken);
    }

    private async ValueTask<Result> StatusOfAllAsync(Call call, CancellationToken cancellationToken)
    {
        var all = await jobs.ListAsync(call.Caller, new JobQuery(Limit: 1), cancellationToken);
        var enabled = await jobs.ListAsync(call.Caller, new JobQuery(Enabled: true, Limit: 1), cancellationToken);
        return json =>
        {
            json.WriteStartObject();
            json.WriteBoolean("running"u8, true);
            json.WriteNumber("job_count"u8, all.Total);
            json.WriteNumber("enabled_count"u8, enabled.Total);
            json.WriteEndObject();
        };
    }

    /// <summary>Jobs name agent types; <c>main</c> is what session keys call one of them.</summary>
    private string? AgentOf(string? agent) => agent is null ? null : keys.AgentTypeOf(agent);

    private static string IdOf(Call call) => call.Params.RequiredText("job_id", "id");

    private static void WriteDone(Utf8JsonWriter json, string done, string id, Action<Utf8JsonWriter> more)
    {
        json.WriteStartObject();
        json.WriteBoolean(done, true);
        json.WriteString("job_id"u8, id);
        more(json);
        json.WriteEndObject();
    }

    private static void WriteJob(Utf8JsonWriter json, Job job, IReadOnlyList<JobRun> recent)
    {
        var definition = job.Definition;
        json.WriteStartObject();
        json.WriteString("job_id"u8, job.Id);
        json.WriteString("name"u8, job.Name);
        json.WriteString("schedule"u8, definition.Schedule?.Cron);
        json.WriteString("schedule_kind"u8, definition.Schedule?.Kind);
        if (definition.Schedule?.EveryMs is { } every) json.WriteNumber("every_ms"u8, every);
        if (definition.Schedule?.At is { } at) json.WriteNumber("at"u8, at);
        json.WriteString("agent_id"u8, definition.AgentId);
        json.WriteString("prompt"u8, definition.Prompt);
        if (definition.Command is { } command) json.WriteString("command"u8, command);
        json.WriteString("timezone"u8, definition.Timezone);
        json.WriteNumber("priority"u8, definition.Priority);
        json.WriteNumber("max_retries"u8, definition.MaxRetries);
        json.WriteStartArray("tags"u8);
        foreach (var tag in definition.Tags ?? []) json.WriteStringValue(tag);
        json.WriteEndArray();
        json.WriteBoolean("enabled"u8, job.Enabled);
        Write(json, "next_run_at", job.NextRunAt);
        Write(json, "last_run_at", job.LastRunAt);
        json.WriteString("last_error"u8, job.LastError);
        json.WriteNumber("consecutive_failures"u8, job.ConsecutiveFailures);
        if (definition.NextJobIdOnSuccess is { } success) json.WriteString("next_job_id_on_success"u8, success);
        if (definition.NextJobIdOnFailure is { } failure) json.WriteString("next_job_id_on_failure"u8, failure);
        json.WriteNumber("created_at"u8, job.CreatedAt);
        json.WriteNumber("updated_at"u8, job.UpdatedAt);
        if (recent.Count > 0) WriteRuns(json, "recent_runs", recent);
        json.WriteEndObject();
    }

    private static void WriteRuns(Utf8JsonWriter json, string name, IReadOnlyList<JobRun> runs)
    {
        json.WriteStartArray(name);
        foreach (var run in runs)
        {
            json.WriteStartObject();
            json.WriteString("run_id"u8, run.RunId);
            json.WriteString("status"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(run.Status.ToString()));
            Write(json, "started_at", run.StartedAt);
            Write(json, "ended_at", run.EndedAt);
            Write(json, "duration_ms", run.DurationMs);
            json.WriteString("trigger_source"u8, TriggerSources.NameOf(run.TriggerSource));
            json.WriteNumber("attempts"u8, run.Attempts);
            json.WriteString("output"u8, run.Output);
            json.WriteString("error"u8, run.Error);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }
}
