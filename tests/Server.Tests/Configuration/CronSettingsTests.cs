using Carillon.Contracts.Scheduling;
using Carillon.Server.Configuration;
using Carillon.Server.Tests.Hosting;

namespace Carillon.Server.Tests.Configuration;

public sealed class CronSettingsTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Bounds_and_jobs_can_be_set()
    {
        var cron = Read(
            """
            { "cron": { "maxConcurrentRuns": 2, "timeoutSeconds": 60, "historyPerJob": 7, "maxJobs": 9, "retryDelaySeconds": 3, "maxRetryDelaySeconds": 4,
              "commands": false, "environment": ["LANG"],
              "jobs": [
                { "name": "nightly", "tenant": "acme", "enabled": false, "schedule": { "cron": "0 3 * * *" }, "agentId": "demo", "prompt": "Go", "timezone": "Europe/Berlin",
                  "contextVars": { "a": "b" }, "tags": ["t"], "maxRetries": 1, "priority": 9, "timeoutMs": 5000, "overlap": "queue", "catchUp": "all", "catchUpLimit": 2,
                  "onSuccess": "report", "onFailure": "alarm" },
                { "name": "often", "schedule": { "everyMs": 60000 }, "agentId": "echo", "prompt": "Hi" },
              ] } }
            """).Cron;

        Assert.Equal((2, 7, 9, false), (cron.Options.MaxConcurrentRuns, cron.Options.HistoryPerJob, cron.Options.MaxJobs, cron.Options.AllowCommands));
        Assert.Equal((60, 3, 4), (cron.Options.Timeout.TotalSeconds, cron.Options.RetryDelay.TotalSeconds, cron.Options.MaxRetryDelay.TotalSeconds));
        Assert.Equal(["LANG"], cron.Options.Environment);
        var nightly = cron.ConfiguredJobs[0];
        Assert.Equal(("acme", "nightly", false, "report", "alarm"), (nightly.Tenant, nightly.Name, nightly.Enabled, nightly.OnSuccess, nightly.OnFailure));
        Assert.Equal((new JobSchedule(Cron: "0 3 * * *"), OverlapPolicy.Queue, CatchUpPolicy.All, 5000L), (nightly.Definition.Schedule!, nightly.Definition.Overlap, nightly.Definition.CatchUp, nightly.Definition.TimeoutMs));
        Assert.Equal(new JobDefinition(new JobSchedule(EveryMs: 60_000), "echo", "Hi"), cron.ConfiguredJobs[1].Definition);
    }

    [Fact]
    public void Every_mistake_is_told_with_its_place()
    {
        var told = Assert.Throws<ServerStartException>(() => Read(
            """
            { "cron": {
              "maxConcurrentRuns": 0,
              "commands": "no",
              "jobs": [
                { "name": "a", "agentId": "demo", "prompt": "x", "schedule": { "cron": "0 25 * * *" } },
                { "name": "b", "agentId": "demo", "prompt": "x", "overlap": "sometimes" },
                { "name": "c", "agentId": "demo", "prompt": "x", "schedule": { "daily": true } },
                { "name": "a", "agentId": "demo", "prompt": "x", "timezone": "Mars/Olympus" },
                5,
              ] } }
            """)).Message;

        foreach (var line in (string[])
            [
                "line 2, cron.maxConcurrentRuns: from 1 to 1000",
                "line 3, cron.commands: this is to be true or false",
                "line 5, cron.jobs.0: In the hour: '25' is neither",
                "line 6, cron.jobs.1.overlap: this is to be one of \"skip\", \"queue\", \"parallel\"",
                "line 7, cron.jobs.2.schedule.daily: there is no such setting here",
                "line 8, cron.jobs.3: There is no time zone of this name",
                "line 8, cron.jobs.3.name: another job has this name",
                "line 9, cron.jobs.4: this is to be an object",
            ])
        {
            Assert.Contains(line, told, StringComparison.Ordinal);
        }
    }

    private FileSettings Read(string text)
    {
        var path = Path.Combine(_folder.Path, "carillon.json");
        File.WriteAllText(path, text);
        return FileSettings.Read(path);
    }
}
