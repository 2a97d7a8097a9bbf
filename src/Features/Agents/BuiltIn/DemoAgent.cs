using Carillon.Features.Agents.Acp;

namespace Carillon.Features.Agents.BuiltIn;

/// <summary>
/// Shows everything a session can show, in a real folder: it plans, thinks, lists, reads, searches, asks, writes and runs. It has no
/// model and says so; what it does is decided by the words in <see cref="DemoRequest"/>.
/// </summary>
internal sealed class DemoAgent : IBuiltInAgent
{
    private const int QuotedLines = 20;

    private const string Offer = """
        You can ask me to:
        - `list` or `list FOLDER`
        - `read FILE`
        - `search TEXT`
        - `write FILE: TEXT` (I ask first)
        - `run COMMAND` (I ask first)
        - `plan GOAL`
        - `ask` (I ask you something)

        """;

    public string Name => BuiltInAgent.Demo;

    public bool Steers => true;

    public IReadOnlyList<CommandOffer> Commands { get; } =
    [
        new("list", "List the files of a folder"),
        new("read", "Read a file"),
        new("search", "Search the files for a text"),
        new("write", "Write a file, after asking"),
        new("run", "Run a command, after asking"),
        new("plan", "Show a plan being worked off"),
        new("ask", "Ask a question of every kind"),
        new("help", "Say what I can do"),
    ];

    public Task AnswerAsync(AgentTurn turn, string text, CancellationToken cancellationToken)
    {
        var tools = new DemoTools(turn);
        return DemoRequest.Parse(text) switch
        {
            ListFiles list => ListAsync(turn, tools, list.Folder, cancellationToken),
            ReadFile read => ReadAsync(turn, tools, read.Path, cancellationToken),
            SearchFiles search => SearchAsync(turn, tools, search.Text, cancellationToken),
            WriteFile write => WriteAsync(turn, tools, write, cancellationToken),
            RunCommand run => RunAsync(turn, tools, run.CommandLine, cancellationToken),
            MakePlan plan => PlanAsync(turn, plan.Goal, cancellationToken),
            AskPeople => AskAsync(turn, cancellationToken),
            Help => turn.SayAsync($"I am Carillon's demonstration agent; no language model is behind me. {Offer}", cancellationToken),
            _ => LookAroundAsync(turn, tools, cancellationToken),
        };
    }

    public async Task HearAsync(AgentTurn turn, string content, CancellationToken cancellationToken)
    {
        await turn.SayAsync($"\n\nYou said meanwhile: \"{content}\". ", cancellationToken);
        await AnswerAsync(turn, content, cancellationToken);
    }

    private static async Task ListAsync(AgentTurn turn, DemoTools tools, string folder, CancellationToken cancellationToken)
    {
        var entries = await tools.ListAsync(folder, cancellationToken);
        await turn.SayAsync(Listing(folder.Length == 0 ? "This folder" : $"`{folder}`", entries), cancellationToken);
    }

    private static async Task ReadAsync(AgentTurn turn, DemoTools tools, string path, CancellationToken cancellationToken)
    {
        var text = await tools.ReadAsync(path, cancellationToken);
        await turn.SayAsync(text is null ? $"I could not read `{path}`." : $"`{path}` says:\n\n{Quote(text)}", cancellationToken);
    }

    private static async Task SearchAsync(AgentTurn turn, DemoTools tools, string text, CancellationToken cancellationToken)
    {
        var hits = await tools.SearchAsync(text, cancellationToken);
        var found = hits.Count switch
        {
            0 => $"Nothing here holds \"{text}\".",
            1 => $"One line holds \"{text}\":\n\n{Quote(hits[0])}",
            _ => $"{hits.Count} lines hold \"{text}\":\n\n{Quote(string.Join('\n', hits))}",
        };
        await turn.SayAsync(found, cancellationToken);
    }

    private static async Task WriteAsync(AgentTurn turn, DemoTools tools, WriteFile write, CancellationToken cancellationToken)
    {
        await turn.ThinkAsync($"Writing changes the folder, so I ask before I touch {write.Path}.", cancellationToken);
        var done = await tools.WriteAsync(write.Path, write.Content, cancellationToken);
        await turn.SayAsync(
            done is null ? $"I did not write `{write.Path}`: it was not allowed, or it failed." : $"Done: I {done} `{write.Path}`.",
            cancellationToken);
    }

    private static async Task RunAsync(AgentTurn turn, DemoTools tools, string commandLine, CancellationToken cancellationToken)
    {
        await turn.ThinkAsync("A command may do anything, so I ask before I run it.", cancellationToken);
        var end = await tools.RunAsync(commandLine, cancellationToken);
        await turn.SayAsync(
            end is null ? $"I did not run `{commandLine}`: it was not allowed, or could not be started."
            : end.Output.Length == 0 ? $"`{commandLine}` printed nothing ({end.Result})."
            : $"`{commandLine}` printed ({end.Result}):\n\n{Quote(end.Output)}",
            cancellationToken);
    }

    private static async Task PlanAsync(AgentTurn turn, string goal, CancellationToken cancellationToken)
    {
        var aim = goal.Length == 0 ? "what you have in mind" : goal;
        string[] steps = [$"Understand {aim}", "Look at what is there", "Change the smallest thing that helps", "Check that it helped"];
        await turn.PlanAsync(Steps(steps, done: 0, working: false), cancellationToken);
        await turn.SayAsync(
            $"This is a plan for {aim}. I have no model to work it off with, so every step stays open:\n\n{Quote(string.Join('\n', steps))}",
            cancellationToken);
    }

    private static async Task AskAsync(AgentTurn turn, CancellationToken cancellationToken)
    {
        var answers = await turn.FillInAsync("These are the kinds of questions that I can ask.", DemoForm.Questions, cancellationToken);
        await turn.SayAsync(
            answers is null ? "You gave no answers." : $"You answered:\n\n{Quote(string.Join('\n', answers.Select(answer => $"{answer.Name}: {answer.Value}")))}",
            cancellationToken);
    }

    private static async Task LookAroundAsync(AgentTurn turn, DemoTools tools, CancellationToken cancellationToken)
    {
        string[] steps = ["Look at the files here", "Read the README, if there is one", "Say what I found"];
        await turn.SayAsync("I am Carillon's demonstration agent: no language model is behind me, but this folder is real. ", cancellationToken);
        await turn.PlanAsync(Steps(steps, done: 0), cancellationToken);
        await turn.ThinkAsync("I do not understand free text, so I look around and report.", cancellationToken);
        var entries = await tools.ListAsync("", cancellationToken);

        await turn.PlanAsync(Steps(steps, done: 1), cancellationToken);
        var readme = tools.Readme();
        var text = readme is null ? null : await tools.ReadAsync(readme, cancellationToken);

        await turn.PlanAsync(Steps(steps, done: 2), cancellationToken);
        await turn.SayAsync($"\n\n{Listing("This folder", entries)}\n\n", cancellationToken);
        await turn.SayAsync(
            text is null ? "It has no README that I can read.\n\n" : $"Its README begins:\n\n{Quote(text)}\n\n", cancellationToken);
        await turn.PlanAsync(Steps(steps, done: steps.Length), cancellationToken);
        await turn.SayAsync(Offer, cancellationToken);
    }

    private static List<PlanEntry> Steps(string[] steps, int done, bool working = true) =>
    [
        .. steps.Select((step, i) => new PlanEntry(
            step, "medium", i < done ? "completed" : working && i == done ? "in_progress" : "pending")),
    ];

    private static string Listing(string what, IReadOnlyList<string>? entries) => entries switch
    {
        null => $"{what} is not a folder that I can list.",
        { Count: 0 } => $"{what} is empty.",
        _ => $"{what} holds {entries.Count} {(entries.Count == 1 ? "entry" : "entries")}:\n\n{Quote(string.Join('\n', entries))}",
    };

    /// <summary>The beginning of a text as a Markdown block; four spaces survive whatever the text holds.</summary>
    private static string Quote(string text)
    {
        var lines = text.TrimEnd().Split('\n');
        var shown = string.Join('\n', lines.Take(QuotedLines).Select(line => $"    {line.TrimEnd()}"));
        return lines.Length > QuotedLines ? $"{shown}\n    … {lines.Length - QuotedLines} more lines" : shown;
    }
}
