using System.Globalization;
using System.Text.Json;
using Carillon.System.Tests.Harness;

namespace Carillon.System.Tests;

/// <summary>The server is killed without warning, again and again, while jobs come due every second and leave a mark each time they run.</summary>
public sealed class RunningJobsThroughKills : IDisposable
{
    private const int Kills = 6;
    private const long Second = 1000;

    private readonly TemporaryFolder _data = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Marks => Path.Combine(_data.Path, "marks");

    /// <summary>While this file is there, no command ends.</summary>
    private string Gate => Path.Combine(_data.Path, "gate");

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Every_due_time_has_one_run_and_no_run_is_started_twice()
    {
        var config = await ConfigureAsync();
        var random = new Random(20261126);
        string careful = "", stubborn = "";
        for (var round = 0; round < Kills; round++)
        {
            await using var server = await CarillonProcess.ServeAsync(_data.Path, ["--config", config], Cancel);
            using var http = new HttpClient { BaseAddress = server.Address };
            if (round == 0)
            {
                careful = await AddAsync(http, "careful", retries: 0);
                stubborn = await AddAsync(http, "stubborn", retries: 5);
            }

            if (round % 3 == 1) await KillInTheMidstAsync(server, careful, stubborn);
            else await KillAtAnyMomentAsync(server, random);
        }

        await using var last = await CarillonProcess.ServeAsync(_data.Path, ["--config", config], Cancel);
        using var reader = new HttpClient { BaseAddress = last.Address };
        var lines = await EndAsync(reader, careful, stubborn);
        await CheckAsync(reader, careful, lines, tries: 1);
        await CheckAsync(reader, stubborn, lines, tries: 6);
        var verdict = await CarillonProcess.RunAsync(["verify", "--data", _data.Path], Cancel);
        Assert.True(verdict.ExitCode == 0, verdict.Output + verdict.Error);
    }

    [Fact]
    public async Task What_a_kill_left_running_is_ended_before_its_run_is_tried_again()
    {
        var config = await ConfigureAsync();
        string job, left;
        await using (var server = await CarillonProcess.ServeAsync(_data.Path, ["--config", config], Cancel))
        {
            using var http = new HttpClient { BaseAddress = server.Address };
            job = await CreateAsync(http, new { name = "long", command = $"test $CARILLON_ATTEMPT = 2 || {{ sleep 600 & echo $! >> '{Marks}'; wait; }}" });
            using var triggered = await http.PostAsync($"/v1/cron/jobs/{job}/trigger", null, Cancel);
            while (Lines().Count == 0) await Task.Delay(10, Cancel);
            left = Lines()[0][0];
            await server.KillAsync(Cancel);
        }

        Assert.True(IsAlive(left), "The command must outlive the server for this to show anything.");
        await using var again = await CarillonProcess.ServeAsync(_data.Path, ["--config", config], Cancel);
        Assert.False(IsAlive(left));
        using var reader = new HttpClient { BaseAddress = again.Address };
        await EndAsync(reader, job);
        var run = Assert.Single(await RunsAsync(reader, job));
        Assert.Equal(("completed", 2), (run.GetProperty("status").GetString(), run.GetProperty("attempts").GetInt32()));
    }

    /// <summary>Its delays wait for nothing to be ready: the moment of the kill is meant to be any moment.</summary>
    private async Task KillAtAnyMomentAsync(CarillonProcess server, Random random)
    {
        var goal = Lines().Count + random.Next(1, 4);
        while (Lines().Count < goal) await Task.Delay(random.Next(1, 40), Cancel);
        await Task.Delay(random.Next(0, 700), Cancel);
        await server.KillAsync(Cancel);
    }

    /// <summary>Both jobs have a run that began and cannot end before the server is gone.</summary>
    private async Task KillInTheMidstAsync(CarillonProcess server, params string[] jobs)
    {
        await File.WriteAllTextAsync(Gate, "", Cancel);
        var before = Lines().Count;
        while (jobs.Any(job => !Lines().Skip(before).Any(line => line[0] == job))) await Task.Delay(10, Cancel);
        await server.KillAsync(Cancel);
        File.Delete(Gate);
    }

    /// <summary>A process that has ended may stay in the list until whoever inherited it asks after it.</summary>
    private static bool IsAlive(string pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<string> ConfigureAsync()
    {
        var config = Path.Combine(_data.Path, "carillon.json");
        await File.WriteAllTextAsync(
            config, """{"cron": {"maxConcurrentRuns": 20, "retryDelaySeconds": 1, "maxRetryDelaySeconds": 1, "historyPerJob": 10000}}""", Cancel);
        return config;
    }

    /// <summary>Each try appends one line as its first act, in one write; some tries then take a while, so that a kill cuts them off.</summary>
    private Task<string> AddAsync(HttpClient http, string name, int retries) => CreateAsync(
        http,
        new
        {
            name,
            command = $"echo \"$CARILLON_JOB_ID $CARILLON_RUN_ID $CARILLON_ATTEMPT $CARILLON_DUE_AT\" >> '{Marks}'; while test -e '{Gate}'; do sleep 0.05; done; sleep 0.$(($CARILLON_RUN_COUNT % 4))",
            schedule = new { everyMs = Second },
            overlap = "parallel",
            catchUp = "all",
            catchUpLimit = 100,
            maxRetries = retries,
        });

    private static async Task<string> CreateAsync(HttpClient http, object job)
    {
        using var content = new StringContent(JsonSerializer.Serialize(job), null, "application/json");
        using var response = await http.PostAsync("/v1/cron/jobs", content, Cancel);
        var made = await JsonElementAsync(response);
        return made.GetProperty("id").GetString()!;
    }

    /// <summary>Stops the jobs, waits until every run has ended, and returns what they left.</summary>
    private async Task<IReadOnlyList<string[]>> EndAsync(HttpClient http, params string[] jobs)
    {
        foreach (var job in jobs)
        {
            using var paused = await http.PostAsync($"/v1/cron/jobs/{job}/pause", null, Cancel);
            while ((await GetAsync(http, $"/v1/cron/jobs/{job}")).GetProperty("activeRuns").GetInt32() > 0) await Task.Delay(50, Cancel);
        }

        return Lines();
    }

    private static async Task CheckAsync(HttpClient http, string job, IReadOnlyList<string[]> lines, int tries)
    {
        var runs = await RunsAsync(http, job);
        var due = runs.Select(run => run.GetProperty("dueAt").GetInt64()).Order().ToList();

        // No due time twice, and none lost: they are a second apart from the first to the last, whatever happened in between.
        Assert.Equal(Enumerable.Range(0, due.Count).Select(i => due[0] + (i * Second)), due);
        var own = lines.Where(line => line[0] == job).ToList();
        Assert.Equal(own.Count, own.Select(line => (line[1], line[2])).Distinct().Count());
        Assert.Empty(own.Select(line => line[1]).Except(runs.Select(run => run.GetProperty("runId").GetString()!)));
        var cut = 0;
        foreach (var run in runs)
        {
            var marks = own.Where(line => line[1] == run.GetProperty("runId").GetString()).ToList();
            var attempts = run.GetProperty("attempts").GetInt32();
            Assert.All(marks, mark => Assert.Equal(run.GetProperty("dueAt").GetInt64(), long.Parse(mark[3], CultureInfo.InvariantCulture)));
            Assert.InRange(marks.Count, 0, attempts);
            Assert.InRange(attempts, 1, tries);
            if (run.GetProperty("status").GetString() == "completed")
            {
                // The try that ended well left its mark; one that was cut off before it may not have come that far.
                Assert.Contains(marks, mark => mark[2] == attempts.ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                Assert.Equal("The server stopped while it ran.", run.GetProperty("error").GetString());
                Assert.Equal(tries, attempts);
            }

            if (attempts > 1 || run.GetProperty("status").GetString() == "failed") cut++;
        }

        Assert.True(cut > 0, "No run was cut off, so nothing was shown.");
    }

    private IReadOnlyList<string[]> Lines() =>
        File.Exists(Marks) ? [.. File.ReadAllText(Marks).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))] : [];

    private static async Task<IReadOnlyList<JsonElement>> RunsAsync(HttpClient http, string job)
    {
        var runs = new List<JsonElement>();
        string? next = null;
        do
        {
            var page = await GetAsync(http, $"/v1/cron/jobs/{job}/runs?limit=1000{(next is null ? "" : $"&next={next}")}");
            runs.AddRange(page.GetProperty("runs").EnumerateArray());
            next = page.TryGetProperty("next", out var more) ? more.GetString() : null;
        }
        while (next is not null);
        return runs;
    }

    private static async Task<JsonElement> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(path, Cancel);
        return await JsonElementAsync(response);
    }

    private static async Task<JsonElement> JsonElementAsync(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }
}
