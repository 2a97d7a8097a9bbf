using System.CommandLine;
using System.Text.Json;
using Carillon.Cli.Failures;
using Carillon.Cli.Rendering;
using Carillon.Cli.Terminals;
using Carillon.Client;

namespace Carillon.Cli.Commands;

/// <summary><c>carillon cron</c></summary>
internal sealed class CronCommand : CliCommand
{
    private readonly Terminal _terminal;
    private readonly ServerOption _server;
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON, a job or run a line", Recursive = true };
    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask first" };
    private readonly Option<bool> _wait = new("--wait", "-w") { Description = "Wait for the end of the run; a run that failed is exit code 1" };
    private readonly Option<bool> _enabled = new("--enabled") { Description = "Only those that come due" };
    private readonly Option<string?> _agent = new("--agent", "-a") { Description = "Only those of this agent", HelpName = "AGENT" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "Only those with this tag; several mean any of them", HelpName = "TAG" };
    private readonly Option<int> _limit = new("--limit", "-n") { Description = "How many runs, from the newest", HelpName = "N", DefaultValueFactory = _ => 20 };
    private readonly Argument<string> _job = new("JOB") { Description = "Its name, its id, or the end of its id" };

    public CronCommand(Terminal terminal)
        : base("cron", "Run agents and commands at set times")
    {
        Details = "A job lasts until it is removed. Each of its runs is an agent's turn in a session of its own, or a command.";
        Examples =
        [
            new("carillon cron add standup --cron '0 9 * * mon-fri' --timezone Europe/Berlin --prompt 'Sum up yesterday'", "every weekday at nine"),
            new("carillon cron add backup --every 6h --command 'tar czf backup.tgz ~/notes'", "a command, four times a day"),
            new("carillon cron run backup --wait", "now, and wait for its end"),
            new("carillon cron history backup", "what became of its runs"),
        ];
        _terminal = terminal;
        _server = new ServerOption(terminal) { Recursive = true };
        Add(_json);
        Add(_server);
        Runs((parse, token) => _server.UseAsync(parse, client => ListAsync(client, new JobFilter(), parse, token), token));
        Add(Adding());
        Add(Listing());
        Add(Word("show", "One job, with all its settings", ShowAsync));
        Add(Word("run", "Start a run now, of a paused job too", RunAsync, _wait));
        Add(Word("pause", "Let it come due no more; what runs goes on", (client, job, parse, token) => SayAsync(client.Jobs.PauseAsync(job.Id, token), "is paused", parse)));
        Add(Word("resume", "Let it come due again, counted from now", (client, job, parse, token) => SayAsync(client.Jobs.ResumeAsync(job.Id, token), "goes on", parse)));
        Add(Word("remove", "End what runs of it, and remove it with its history, for good", RemoveAsync, _yes));
        Add(Word("history", "What became of its runs, newest first", HistoryAsync, _limit));
    }

    private Command Adding()
    {
        var options = new CronJobOptions(_terminal.Clock);
        var add = new Command("add", "Make a job, of a prompt for an agent or of a command");
        options.AddTo(add);
        add.SetAction(async (parse, token) => (int)await _server.UseAsync(
            parse,
            async client =>
            {
                var members = options.Read(parse);
                var chained = members with
                {
                    NextJobIdOnSuccess = await IdAsync(client, members.NextJobIdOnSuccess, token),
                    NextJobIdOnFailure = await IdAsync(client, members.NextJobIdOnFailure, token),
                };
                await SayAsync(client.Jobs.CreateAsync(chained, token), "is made", parse);
                return ExitCode.Ok;
            },
            token));
        return add;
    }

    private Command Listing()
    {
        var list = new Command("list", "List them, oldest first; the same as no word at all") { _enabled, _agent, _tags };
        list.SetAction(async (parse, token) => (int)await _server.UseAsync(
            parse,
            client => ListAsync(client, new JobFilter(parse.GetValue(_enabled) ? true : null, parse.GetValue(_agent), parse.GetValue(_tags)), parse, token),
            token));
        return list;
    }

    private Command Word(
        string name, string description, Func<CarillonClient, Job, ParseResult, CancellationToken, Task<ExitCode>> action, params ReadOnlySpan<Option> options)
    {
        var command = new Command(name, description) { _job };
        foreach (var option in options) command.Add(option);
        command.SetAction(async (parse, token) => (int)await _server.UseAsync(
            parse,
            async client => await action(client, await JobNames.FindAsync(client, parse.GetRequiredValue(_job), token), parse, token),
            token));
        return command;
    }

    private async Task<ExitCode> ListAsync(CarillonClient client, JobFilter filter, ParseResult parse, CancellationToken token)
    {
        var jobs = new List<Job>();
        await foreach (var job in client.Jobs.ListAllAsync(filter, token)) jobs.Add(job);
        if (parse.GetValue(_json)) jobs.ForEach(WriteJson);
        else JobTable.Write(_terminal.Output, jobs, _terminal.Clock);
        return ExitCode.Ok;
    }

    private Task<ExitCode> ShowAsync(CarillonClient client, Job job, ParseResult parse, CancellationToken token)
    {
        if (parse.GetValue(_json)) WriteJson(job);
        else JobPaper.Write(_terminal.Output, job, _terminal.Clock);
        return Task.FromResult(ExitCode.Ok);
    }

    private async Task<ExitCode> RunAsync(CarillonClient client, Job job, ParseResult parse, CancellationToken token)
    {
        var wait = parse.GetValue(_wait);
        var run = await client.Jobs.TriggerAsync(job.Id, token);
        if (wait) run = await RunWatch.EndAsync(client, run, token);
        if (parse.GetValue(_json)) WriteJson(run);
        else RunTable.WriteOne(_terminal.Output, job, run);
        return run.Status == "failed" ? ExitCode.Failed : ExitCode.Ok;
    }

    private async Task<ExitCode> RemoveAsync(CarillonClient client, Job job, ParseResult parse, CancellationToken token)
    {
        if (!parse.GetValue(_yes)) await Confirmation.AskAsync(_terminal, $"Remove {SafeText.OneLine(job.Name)} with its history, for good?", token);
        await client.Jobs.DeleteAsync(job.Id, token);
        return await SayAsync(Task.FromResult(job), "is gone", parse);
    }

    private async Task<ExitCode> HistoryAsync(CarillonClient client, Job job, ParseResult parse, CancellationToken token)
    {
        var limit = parse.GetValue(_limit);
        if (limit is < 1 or > 10_000) throw new CliException(ExitCode.Usage, "--limit takes a number from 1 to 10000");
        var runs = new List<JobRun>();
        string? next = null;
        do
        {
            var page = await client.Jobs.RunsAsync(job.Id, Math.Min(limit - runs.Count, 1000), next, token);
            runs.AddRange(page.Runs);
            next = page.Next;
        }
        while (next is not null && runs.Count < limit);

        if (parse.GetValue(_json)) runs.ForEach(WriteJson);
        else RunTable.Write(_terminal.Output, job, runs, _terminal.Clock);
        return ExitCode.Ok;
    }

    private async Task<ExitCode> SayAsync(Task<Job> change, string what, ParseResult parse)
    {
        var job = await change;
        if (parse.GetValue(_json))
        {
            WriteJson(job);
            return ExitCode.Ok;
        }

        DoneLine.Write(_terminal.Output, $"{SafeText.OneLine(job.Name)} ({StreamNames.ShortId(job.Id)}) {what}{JobTable.NextInWords(job, _terminal.Clock)}");
        return ExitCode.Ok;
    }

    private static async Task<string?> IdAsync(CarillonClient client, string? name, CancellationToken token) =>
        name is null ? null : (await JobNames.FindAsync(client, name, token)).Id;

    private void WriteJson(Job job) => _terminal.Output.WriteLine(JsonSerializer.Serialize(job, LineJson.Readable.Job));

    private void WriteJson(JobRun run) => _terminal.Output.WriteLine(JsonSerializer.Serialize(run, LineJson.Readable.JobRun));
}
