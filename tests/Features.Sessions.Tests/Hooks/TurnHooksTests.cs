using Carillon.Contracts.Agents;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Hooks;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Hooks;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Hooks;

public sealed class TurnHooksTests
{
    private static readonly PermissionOption[] Offered = [new("y", "Yes", PermissionKind.AllowOnce), new("n", "No", PermissionKind.RejectOnce)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_prompt_that_is_refused_begins_no_turn_and_everyone_learns_why()
    {
        await using var house = await OpenAsync(On(HookEvent.UserPromptSubmit, HookKind.Interceptor, """case "$TEXT" in *secret*) echo "block: no secrets";; esac"""));
        var session = await house.CreateAsync();
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.RunAsync(session.Id, "tell me the secret"));

        Assert.Equal((ErrorCode.Blocked, "The hook 'guard' refused this: no secrets"), (refused.Code, refused.Message));
        Assert.Equal(new HookBlocked(session.Id, "guard", "UserPromptSubmit", "no secrets"), await house.Seen.SeenAsync<HookBlocked>());
        Assert.Empty(house.Seen.All<TurnStarted>());
        Assert.Equal(SessionState.Inactive, await house.StatusAsync(session.Id));
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await house.RunAsync(session.Id, "hello")));
    }

    [Fact]
    public async Task A_prompt_is_added_to_in_sight_of_everyone()
    {
        var hook = new HookDefinition("context", HookEvent.UserPromptSubmit, HookKind.Interceptor, [new PromptAction("Answer in one line.")]);
        await using var house = await OpenAsync(hook);
        var session = await house.CreateAsync();
        await house.RunToEndAsync(session.Id, "Hello");

        Assert.Equal(["Hello\n\nAnswer in one line."], house.Agents.Started[0].Prompts);
        var started = Assert.Single(house.Seen.All<TurnStarted>());
        Assert.Equal(("Hello", "Answer in one line."), (started.Prompt, started.AddedText));
        Assert.Equal("Hello", (await house.SnapshotAsync(session.Id)).RecentHistory[0].Content);
    }

    [Fact]
    public async Task Who_hears_a_turns_end_may_begin_the_next_at_once()
    {
        var hook = new HookDefinition("context", HookEvent.UserPromptSubmit, HookKind.Interceptor, [new PromptAction("Answer in one line.")]);
        await using var house = await OpenAsync(hook);
        var session = await house.CreateAsync();
        Task<string>? next = null;
        house.Seen.AtOnce = entry =>
        {
            if (entry.Type == "turn.completed") next ??= house.RunAsync(session.Id, "And now?");
        };
        await house.RunToEndAsync(session.Id, "Hello");

        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(await next!));
    }

    [Fact]
    public async Task A_steer_is_a_prompt_too()
    {
        await using var house = await OpenAsync(On(HookEvent.UserPromptSubmit, HookKind.Interceptor, """[ "$SOURCE" != steer ] || echo block: enough"""));
        var goOn = new TaskCompletionSource();
        house.Agents.HearsSteers = true;
        house.Agents.Script = async (_, _) =>
        {
            await goOn.Task;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.Turns.SteerAsync(House.Ada, session.Id, "faster", Cancellation).AsTask());
        goOn.SetResult();
        await house.EndOfTurnAsync(turnId);

        Assert.Equal(ErrorCode.Blocked, refused.Code);
        Assert.Equal(turnId, Assert.Single(house.Seen.All<HookBlocked>()).TurnId);
        Assert.Empty(house.Agents.Started[0].Heard);
    }

    [Fact]
    public async Task What_an_agent_wants_of_files_and_terminals_is_refused_before_it_happens()
    {
        await using var house = await OpenAsync(On(HookEvent.PreToolUse, HookKind.Interceptor, "echo \"block: no $TOOL_NAME of $FILE\"") with { Matcher = "edit|execute" });
        var heard = new List<string>();
        house.Agents.Script = async (agent, _) =>
        {
            var file = Path.Combine(agent.Start.Workspace.Root, "a.txt");
            await File.WriteAllTextAsync(file, "old", Cancellation);
            heard.Add(await agent.Client.ReadTextFileAsync(file, null, null, Cancellation));
            await HearAsync(() => agent.Client.WriteTextFileAsync(file, "new", Cancellation).AsTask());
            await HearAsync(() => agent.Client.CreateTerminalAsync(new TerminalRequest("touch b.txt", [], new Dictionary<string, string>(), null, null), Cancellation).AsTask());
            heard.Add(await File.ReadAllTextAsync(file, Cancellation));
            heard.Add(File.Exists(Path.Combine(agent.Start.Workspace.Root, "b.txt")).ToString());
            return new PromptResult("end_turn");

            async Task HearAsync(Func<Task> call) => heard.Add((await Assert.ThrowsAsync<CarillonException>(call)).Code.ToString());
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunToEndAsync(session.Id);

        Assert.Equal(["old", "Blocked", "Blocked", "old", "False"], heard);
        var blocked = house.Seen.All<HookBlocked>();
        Assert.Equal(["edit", "execute"], blocked.Select(refusal => refusal.ToolName));
        Assert.All(blocked, refusal => Assert.Equal((turnId, "PreToolUse"), (refusal.TurnId, refusal.Happening)));
        Assert.EndsWith("a.txt", blocked[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_permission_that_a_hook_refuses_is_put_before_nobody()
    {
        await using var house = await OpenAsync(On(HookEvent.PreToolUse, HookKind.Interceptor, "exit 1"));
        var session = await house.CreateAsync();
        var heard = await AskOnceAsync(house, session.Id);

        Assert.Equal("n", heard);
        Assert.Empty(house.Seen.All<PermissionRequested>());
        var blocked = Assert.Single(house.Seen.All<HookBlocked>());
        Assert.Equal(("guard", "it failed with exit code 1", "execute", "c1"), (blocked.Hook, blocked.Reason, blocked.ToolName, blocked.ToolCallId));
    }

    [Theory]
    [InlineData("echo allow", "y", PermissionOutcome.Allowed)]
    [InlineData("echo deny", "n", PermissionOutcome.Denied)]
    public async Task A_hook_decides_a_permission_and_it_is_on_record(string command, string option, PermissionOutcome outcome)
    {
        await using var house = await OpenAsync(On(HookEvent.PermissionRequest, HookKind.Resolver, command));
        var session = await house.CreateAsync();
        Assert.Equal(option, await AskOnceAsync(house, session.Id));

        var asked = Assert.Single(house.Seen.All<PermissionRequested>());
        var resolved = Assert.Single(house.Seen.All<PermissionResolved>());
        Assert.Equal((asked.RequestId, outcome, "hook:guard"), (resolved.RequestId, resolved.Outcome, resolved.By));
        Assert.DoesNotContain(house.Seen.States(session.Id), state => state.StartsWith("Waiting", StringComparison.Ordinal));
        Assert.Empty(await house.Approvals.PendingAsync(House.Ada, Cancellation));
        var late = await Assert.ThrowsAsync<CarillonException>(() => house.Approvals.ResolveAsync(House.Ada, session.Id, asked.RequestId, PermissionKind.AllowOnce, Cancellation).AsTask());
        Assert.Equal(ErrorCode.AlreadyResolved, late.Code);
    }

    [Fact]
    public async Task A_word_that_decides_nothing_leaves_it_to_people()
    {
        await using var house = await OpenAsync(On(HookEvent.PermissionRequest, HookKind.Resolver, "echo perhaps"));
        var session = await house.CreateAsync();
        var asking = AskOnceAsync(house, session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await house.Approvals.ResolveAsync(House.Ada, session.Id, asked.RequestId, PermissionKind.AllowOnce, Cancellation);

        Assert.Equal("y", await asking);
    }

    [Fact]
    public async Task A_command_from_elsewhere_is_decided_by_the_same_hooks()
    {
        await using var house = await OpenAsync(On(HookEvent.PermissionRequest, HookKind.Interceptor, """case "$TEXT" in rm*) echo block: no;; esac"""));
        var session = await house.CreateAsync();
        var outcome = await house.Exec.RequestAsync(House.Ada, new ExecRequest(session.Id, "rm a"), Cancellation);

        Assert.Equal((false, ExecDecision.Deny), (outcome.Approved, outcome.Decision));
        Assert.Equal("hook:guard", Assert.Single(house.Seen.All<PermissionResolved>()).By);
        Assert.Equal("no", Assert.Single(house.Seen.All<HookBlocked>()).Reason);
    }

    [Fact]
    public async Task Those_who_only_listen_hear_of_the_whole_turn()
    {
        HookEvent[] events = [HookEvent.SessionStart, HookEvent.PostToolUse, HookEvent.PostToolUseFailure, HookEvent.Notification, HookEvent.CommandExecuteAfter, HookEvent.Stop, HookEvent.SessionEnd];
        await using var house = await OpenAsync([.. events.Select(happening => On(happening, HookKind.Observer, "printf '%s %s %s\\n' \"$HOOK_EVENT\" \"$TOOL_CALL_ID\" \"$SOURCE\" >> \"$PLUGIN_ROOT/heard\""))]);
        house.Agents.Script = async (agent, _) =>
        {
            await agent.TellAsync(new AgentToolCall("c1", "Look", "read", "completed", null, [], "fine"));
            await agent.TellAsync(new AgentToolCall("c2", "Look", "read", "failed", null, [], "gone"));
            await agent.Client.RequestPermissionAsync(new AgentPermission("c3", "execute", "Run", Offered, "ls"), Cancellation);
            var terminal = await agent.Client.CreateTerminalAsync(new TerminalRequest("true", [], new Dictionary<string, string>(), null, null), Cancellation);
            await agent.Client.WaitForTerminalAsync(terminal, Cancellation);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await house.Approvals.ResolveAsync(House.Ada, session.Id, asked.RequestId, PermissionKind.AllowOnce, Cancellation);
        await house.EndOfTurnAsync(turnId);
        await house.Feature.StopAsync(Cancellation);
        await house.Hooks.DisposeAsync();

        var heard = await File.ReadAllLinesAsync(Path.Combine(house.Folder, "heard"), Cancellation);
        string[] expected =
        [
            "CommandExecuteAfter  terminal/create", "Notification  permission.requested", "PostToolUse c1 ", "PostToolUseFailure c2 ", "SessionEnd  ", "SessionStart  ", "Stop  turn.completed",
        ];
        Assert.Equal(expected, heard.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_agent_can_be_asked_and_its_own_turn_asks_no_further_agent()
    {
        var hook = new HookDefinition("second opinion", HookEvent.UserPromptSubmit, HookKind.Interceptor, [new AgentAction("other", "May one ask this? $TEXT")]);
        await using var house = await OpenAsync(hook, On(HookEvent.SubagentStop, HookKind.Observer, "echo \"$AGENT $SOURCE\" > \"$PLUGIN_ROOT/sub\""));
        house.Agents.Script = async (agent, prompt) =>
        {
            await agent.SayAsync(agent.Start.AgentType == "other" ? $"block: I would not ({prompt})" : "never said");
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var refused = await Assert.ThrowsAsync<CarillonException>(() => house.RunAsync(session.Id, "Why?"));

        Assert.Equal("The hook 'second opinion' refused this: I would not (May one ask this? Why?)", refused.Message);
        Assert.Equal("other", Assert.Single(house.Seen.All<TurnStarted>()).AgentType);
        await house.Hooks.DisposeAsync();
        Assert.Equal("other second opinion", (await File.ReadAllTextAsync(Path.Combine(house.Folder, "sub"), Cancellation)).Trim());
    }

    private static async Task<string?> AskOnceAsync(House house, string sessionId)
    {
        string? heard = null;
        house.Agents.Script = async (agent, _) =>
        {
            heard = await agent.Client.RequestPermissionAsync(new AgentPermission("c1", "execute", "Run", Offered, "ls"), Cancellation);
            return new PromptResult("end_turn");
        };
        await house.RunToEndAsync(sessionId);
        return heard;
    }

    private static HookDefinition On(HookEvent happening, HookKind kind, string command) =>
        new("guard", happening, kind, [new CommandAction(command, null, new Dictionary<string, string>())]);

    private static Task<House> OpenAsync(params HookDefinition[] hooks) => House.OpenAsync(new HouseOptions { Hooks = hooks });
}
