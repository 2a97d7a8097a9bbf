using System.CommandLine;
using System.Globalization;
using Carillon.Cli.Failures;
using Carillon.Client;
using Carillon.Core.Errors;
using Carillon.Core.Scheduling;

namespace Carillon.Cli.Commands;

/// <summary>What <c>carillon cron add</c> takes, and the job that it makes of it.</summary>
internal sealed class CronJobOptions(TimeProvider clock)
{
    private readonly Argument<string> _name = new("NAME") { Description = "What it is called; no other job may be" };
    private readonly Option<string?> _cron = new("--cron") { Description = "When: minute, hour, day of month, month, day of week", HelpName = "EXPRESSION" };
    private readonly Option<string?> _every = new("--every") { Description = "Or how often, such as 30s, 15m, 1h30m or 7d", HelpName = "SPAN" };
    private readonly Option<string?> _at = new("--at") { Description = "Or once: a time such as 2026-12-24T18:00, or +2h", HelpName = "TIME" };
    private readonly Option<bool> _manual = new("--manual") { Description = "Or never by itself: by hand and in chains only" };
    private readonly Option<string?> _timezone = new("--timezone") { Description = "Whose clocks count, such as Europe/Berlin; else UTC", HelpName = "ZONE" };
    private readonly Option<string> _agent = new("--agent", "-a") { Description = "Which agent gets the prompt", HelpName = "AGENT", DefaultValueFactory = _ => "demo" };
    private readonly Option<string?> _prompt = new("--prompt", "-p") { Description = "What to ask it; {{now}}, {{last_output}} and others are filled in", HelpName = "TEXT" };
    private readonly Option<string?> _command = new("--command") { Description = "Or a line for the shell", HelpName = "LINE" };
    private readonly Option<string[]> _variables = new("--var") { Description = "A name of its own for the prompt", HelpName = "NAME=VALUE" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "A word to find it by", HelpName = "TAG" };
    private readonly Option<int?> _retries = new("--retries") { Description = "How often a run that failed is tried again; else 3", HelpName = "N" };
    private readonly Option<int?> _priority = new("--priority") { Description = "1 to 10, higher goes first; else 5", HelpName = "N" };
    private readonly Option<string?> _timeout = new("--timeout") { Description = "How long a try may take, such as 10m", HelpName = "SPAN" };
    private readonly Option<string?> _overlap = new("--overlap") { Description = "If it still runs: skip (the default), queue or parallel", HelpName = "POLICY" };
    private readonly Option<string?> _catchUp = new("--catch-up") { Description = "What was missed while the server was down: skip, once (the default) or all", HelpName = "POLICY" };
    private readonly Option<int?> _catchUpLimit = new("--catch-up-limit") { Description = "With all: the latest so many; else 5", HelpName = "N" };
    private readonly Option<string?> _onSuccess = new("--on-success") { Description = "The job that runs after a run that went well", HelpName = "JOB" };
    private readonly Option<string?> _onFailure = new("--on-failure") { Description = "The job that runs after a run that failed", HelpName = "JOB" };
    private readonly Option<bool> _paused = new("--paused") { Description = "Not before it is resumed" };

    public void AddTo(Command command)
    {
        command.Add(_name);
        foreach (var option in (Option[])
            [_cron, _every, _at, _manual, _timezone, _agent, _prompt, _command, _variables, _tags, _retries, _priority, _timeout, _overlap, _catchUp, _catchUpLimit, _onSuccess, _onFailure, _paused])
        {
            command.Add(option);
        }

        command.Validators.Add(line =>
        {
            var times = new Option[] { _cron, _every, _at, _manual }.Count(option => line.GetResult(option) is not null);
            if (times != 1) line.AddError("Give one of --cron, --every, --at and --manual");
            else if ((line.GetResult(_prompt) is null) == (line.GetResult(_command) is null)) line.AddError("Give one of --prompt and --command");
        });
    }

    /// <summary>The job; jobs to go on with by the names that were given.</summary>
    public JobMembers Read(ParseResult parse)
    {
        var timezone = parse.GetValue(_timezone);
        var prompt = parse.GetValue(_prompt);
        return new JobMembers(
            parse.GetRequiredValue(_name),
            parse.GetValue(_paused) ? false : null,
            ScheduleOf(parse, timezone),
            prompt is null ? null : parse.GetRequiredValue(_agent),
            prompt,
            parse.GetValue(_command),
            timezone,
            VariablesOf(parse.GetValue(_variables) ?? []),
            parse.GetValue(_tags) is { Length: > 0 } tags ? tags : null,
            parse.GetValue(_retries),
            parse.GetValue(_priority),
            parse.GetValue(_timeout) is { } timeout ? (long)Spans.Parse("--timeout", timeout).TotalMilliseconds : null,
            parse.GetValue(_overlap),
            parse.GetValue(_catchUp),
            parse.GetValue(_catchUpLimit),
            parse.GetValue(_onSuccess),
            parse.GetValue(_onFailure));
    }

    private JobSchedule? ScheduleOf(ParseResult parse, string? timezone)
    {
        if (parse.GetValue(_cron) is { } cron) return new JobSchedule(Cron: cron);
        if (parse.GetValue(_every) is { } every) return new JobSchedule(EveryMs: (long)Spans.Parse("--every", every).TotalMilliseconds);
        return parse.GetValue(_at) is { } at ? new JobSchedule(At: MomentOf(at, timezone).ToUnixTimeMilliseconds()) : null;
    }

    /// <summary>A time without an offset is what clocks in the job's time zone show.</summary>
    private DateTimeOffset MomentOf(string text, string? timezone)
    {
        if (text.StartsWith('+')) return clock.GetUtcNow() + Spans.Parse("--at", text[1..]);
        const string Wrong = "--at takes a time such as 2026-12-24T18:00, 2026-12-24T18:00Z or +2h";
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time)) throw new CliException(ExitCode.Usage, $"{Wrong}, not '{text}'");
        if (time.Kind != DateTimeKind.Unspecified) return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
        try
        {
            var zone = TimeZoneNames.Find(timezone ?? "UTC");
            if (zone.IsInvalidTime(time)) throw new CliException(ExitCode.Usage, $"Clocks in {timezone} do not show '{text}': they are put forward over it");
            return new DateTimeOffset(time, zone.GetUtcOffset(time));
        }
        catch (CarillonException refused)
        {
            throw new CliException(ExitCode.Usage, refused.Message);
        }
    }

    private static Dictionary<string, string>? VariablesOf(string[] pairs)
    {
        if (pairs.Length == 0) return null;
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in pairs)
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new CliException(ExitCode.Usage, $"--var takes NAME=VALUE, not '{pair}'");
            variables[pair[..equals]] = pair[(equals + 1)..];
        }

        return variables;
    }
}
