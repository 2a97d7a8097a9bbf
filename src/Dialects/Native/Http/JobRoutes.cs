using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Json;
using Microsoft.AspNetCore.Http;
using static Carillon.Dialects.Native.Http.CallRoute;

namespace Carillon.Dialects.Native.Http;

/// <summary>Scheduled jobs over HTTP.</summary>
internal sealed class JobRoutes(JobCalls calls)
{
    private static readonly ParamsJson Json = ParamsJson.Default;

    public IEnumerable<(string Path, (string Method, Serve Serve)[] Methods)> Paths =>
    [
        ("/cron/jobs", [(HttpMethods.Post, Create), (HttpMethods.Get, List)]),
        ("/cron/jobs/{id}", [(HttpMethods.Get, Get), (HttpMethods.Patch, Update), (HttpMethods.Delete, Delete)]),
        ("/cron/jobs/{id}/trigger", [(HttpMethods.Post, Trigger)]),
        ("/cron/jobs/{id}/pause", [(HttpMethods.Post, Pause)]),
        ("/cron/jobs/{id}/resume", [(HttpMethods.Post, Resume)]),
        ("/cron/jobs/{id}/runs", [(HttpMethods.Get, Runs)]),
        ("/cron/jobs/{id}/runs/{runId}", [(HttpMethods.Get, Run)]),
    ];

    private Serve Create { get; } = WithBody(Json.JobMembers, (_, body) => body, calls.CreateAsync);

    private Serve List { get; } = WithoutBody(
        context => new ListJobsParams(
            Query.OptionalFlag(context, "enabled"), Query.Text(context, "agentId"), Query.Parts(context, "tags"), Query.Limit(context), Query.Text(context, "next")),
        calls.ListAsync);

    private Serve Get { get; } = WithoutBody(Job, calls.GetAsync);

    private Serve Update { get; } = WithBody(Json.JobMembers, (context, body) => body with { JobId = IdOf(context) }, calls.UpdateAsync);

    private Serve Delete { get; } = WithoutBody(Job, calls.DeleteAsync);

    private Serve Trigger { get; } = WithoutBody(Job, calls.TriggerAsync);

    private Serve Pause { get; } = WithoutBody(Job, calls.PauseAsync);

    private Serve Resume { get; } = WithoutBody(Job, calls.ResumeAsync);

    private Serve Runs { get; } = WithoutBody(
        context => new ListRunsParams(IdOf(context), Query.Limit(context), Query.Text(context, "next")), calls.RunsAsync);

    private Serve Run { get; } = WithoutBody(
        context => new JobRunParams(IdOf(context), Query.Part(context, "runId")), calls.GetRunAsync);

    private static JobParams Job(HttpContext context) => new(IdOf(context));
}
