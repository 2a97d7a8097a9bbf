using System.Text;
using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Agents;

public sealed class WorkspaceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_new_content_of_a_file_is_an_iteration_and_is_kept()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, prompt) =>
        {
            foreach (var content in prompt.Split('|')) await agent.Client.WriteTextFileAsync("a.txt", content, Cancellation);
            Assert.Equal(prompt.Split('|')[^1], await agent.Client.ReadTextFileAsync("a.txt", null, null, Cancellation));
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunToEndAsync(session.Id, "one|one|zwei");

        var changes = house.Seen.All<FileChanged>();
        Assert.Equal([(1, 3L), (2, 4L)], changes.Select(change => (change.Iteration, change.Size)));
        Assert.All(changes, change => Assert.Equal(("a.txt", turnId), (change.Path, change.TurnId)));
        foreach (var (change, content) in changes.Zip(["one", "zwei"]))
            Assert.Equal(content, Encoding.UTF8.GetString((await house.Documents.GetBlobAsync("acme", change.Hash!, Cancellation))!.Value.Span));
    }

    [Fact]
    public async Task Iterations_go_on_after_a_restart()
    {
        var house = await House.OpenAsync();
        house.Agents.Script = WriteAsync;
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id, "one");
        await using var after = await house.CrashAsync();
        after.Agents.Script = WriteAsync;
        await after.RunToEndAsync(session.Id, "two");
        Assert.Equal(2, Assert.Single(after.Seen.All<FileChanged>()).Iteration);
        Assert.Equal(2, (await after.Documents.ListAsync(new("acme", $"file_versions:{session.Id}", 10), Cancellation)).Count);

        static async Task<PromptResult> WriteAsync(ScriptedAgent agent, string prompt)
        {
            await agent.Client.WriteTextFileAsync("a.txt", prompt, Cancellation);
            return new PromptResult("end_turn");
        }
    }

    [Fact]
    public async Task The_output_of_a_command_streams_and_its_end_is_kept()
    {
        await using var house = await House.OpenAsync();
        var (code, announced, output) = (-1, -1, -1);
        CarillonException? gone = null;
        house.Agents.Script = async (agent, _) =>
        {
            var id = await agent.Client.CreateTerminalAsync(Command("sh", "-c", "head -c 100000 /dev/zero; exit 3"), Cancellation);
            code = (await agent.Client.WaitForTerminalAsync(id, Cancellation)).ExitCode ?? -1;
            announced = house.Seen.All<TerminalCompleted>().Count;
            output = (await agent.Client.GetTerminalAsync(id, Cancellation)).Output.Length;
            await agent.Client.ReleaseTerminalAsync(id, Cancellation);
            gone = await Assert.ThrowsAsync<CarillonException>(() => agent.Client.GetTerminalAsync(id, Cancellation).AsTask());
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);

        Assert.Equal((3, 1, 100_000, ErrorCode.NotFound), (code, announced, output, gone?.Code));
        var pieces = house.Seen.All<TerminalOutput>().Select(output => output.Data).ToList();
        Assert.Equal(new string('\0', 100_000), string.Concat(pieces));
        Assert.All(pieces, piece => Assert.InRange(piece.Length, 1, 64 * 1024));
        var completed = Assert.Single(house.Seen.All<TerminalCompleted>());
        Assert.Equal(("sh -c 'head -c 100000 /dev/zero; exit 3'", 3), (completed.Command, completed.ExitCode));
    }

    [Fact]
    public async Task What_a_command_changed_is_told_before_its_end_and_what_it_left_running_before_the_turns()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            var first = await agent.Client.CreateTerminalAsync(Command("sh", "-c", "printf 1 > a; printf 22 > b"), Cancellation);
            await agent.Client.WaitForTerminalAsync(first, Cancellation);
            await agent.Client.CreateTerminalAsync(Command("sh", "-c", "printf 333 > c; sleep 1000"), Cancellation);
            await house.Seen.SeenAsync<FileChanged>(wanted: change => change.Path == "c" && change.Size == 3);
            await agent.Client.WriteTextFileAsync("d", "4444", Cancellation);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunToEndAsync(session.Id);

        var told = house.Seen.Types(session.Id).Where(type => type is "file.changed" or "terminal.completed" or "turn.completed").ToList();
        Assert.InRange(told.TakeWhile(type => type == "file.changed").Count(), 2, 4);
        Assert.Equal(["file.changed", "terminal.completed", "turn.completed"], told.TakeLast(3));
        Assert.Equal(["a", "b", "c", "d"], house.Seen.All<FileChanged>().Select(change => change.Path).Distinct().Order());
        Assert.All(house.Seen.All<FileChanged>(), change => Assert.Equal(turnId, change.TurnId));
    }

    [Fact]
    public async Task What_people_change_between_turns_belongs_to_none()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);
        var root = house.Agents.Started[0].Start.Workspace.Root;

        await File.WriteAllTextAsync(Path.Combine(root, "notes"), "mine", Cancellation);

        var change = await house.Seen.SeenAsync<FileChanged>(wanted: change => change.Size == 4);
        Assert.Equal(("notes", null), (change.Path, change.TurnId));
    }

    [Fact]
    public async Task A_command_that_still_runs_is_ended_with_its_turn()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await agent.Client.CreateTerminalAsync(Command("sleep", "1000"), Cancellation);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id);

        Assert.Equal(137, Assert.Single(house.Seen.All<TerminalCompleted>()).ExitCode);
        Assert.Equal(["terminal.completed", "turn.completed", "session.state_changed"], house.Seen.Types(session.Id).TakeLast(3));
    }

    [Fact]
    public async Task Terminals_are_counted()
    {
        await using var house = await House.OpenAsync(new HouseOptions { Sessions = new SessionsOptions { MaxTerminals = 2 } });
        house.Agents.Script = async (agent, _) =>
        {
            for (var i = 0; i < 2; i++) await agent.Client.CreateTerminalAsync(Command("sleep", "1000"), Cancellation);
            var refused = await Assert.ThrowsAsync<CarillonException>(() => agent.Client.CreateTerminalAsync(Command("sleep", "1000"), Cancellation).AsTask());
            Assert.Equal(ErrorCode.Invalid, refused.Code);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id)));
    }

    private static TerminalRequest Command(string command, params string[] arguments) =>
        new(command, arguments, new Dictionary<string, string>(), null, null);
}
