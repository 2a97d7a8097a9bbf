using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Exec;
using Carillon.Core.Errors;
using Carillon.Core.Identity;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Exec;

public sealed class ExecApprovalsTests
{
    private static readonly Caller Stranger = new("eve", "globex", Role.Owner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_from_elsewhere_is_a_permission_of_its_session_like_any_other()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var asking = AskAsync(house, session.Id, "sudo make install");
        var asked = await house.Seen.SeenAsync<PermissionRequested>();

        Assert.Equal(("", "execute", "sudo make install", RiskLevel.High, "/work", "main"),
            (asked.TurnId, asked.ToolName, asked.Command, asked.RiskLevel, asked.WorkingDirectory, asked.AgentId));
        Assert.Equal(house.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 120_000, asked.ExpiresAt);
        Assert.Equal(SessionState.Inactive, await house.StatusAsync(session.Id));
        Assert.Equal([asked.RequestId], (await house.Approvals.PendingAsync(House.Ben, Cancellation)).OfType<PermissionRequested>().Select(request => request.RequestId));
        Assert.Equal(["permission.requested"], (await house.SnapshotAsync(session.Id)).Pending.Select(entry => entry.Type));
        var pending = Assert.Single(await house.Exec.PendingAsync(House.Ben, Cancellation));
        Assert.Equal((asked.RequestId, session.Id, "sudo make install", "/work", "main", RiskLevel.High),
            (pending.Id, pending.SessionId, pending.Command, pending.WorkingDirectory, pending.AgentId, pending.RiskLevel));

        // As Diminuendo's resolve_permission and the native API answer it: by kind.
        var resolved = await house.Approvals.ResolveAsync(House.Ben, session.Id, asked.RequestId, PermissionKind.AllowOnce, Cancellation);
        Assert.Equal(new ExecOutcome(asked.RequestId, true, ExecDecision.AllowOnce, false), await asking);
        Assert.Equal(("ben", "allow_once"), (resolved.By, resolved.OptionId));
        Assert.Empty((await house.SnapshotAsync(session.Id)).Pending);
        await RefusedAsync(ErrorCode.AlreadyResolved, () => house.Approvals.ResolveAsync(House.Ada, session.Id, asked.RequestId, PermissionKind.AllowOnce, Cancellation).AsTask());
    }

    [Theory]
    [InlineData(ExecDecision.AllowOnce, true, false)]
    [InlineData(ExecDecision.AllowSession, true, true)]
    [InlineData(ExecDecision.Allowlist, true, true)]
    [InlineData(ExecDecision.Deny, false, false)]
    public async Task A_decision_lasts_as_long_as_it_says(ExecDecision decision, bool approved, bool remembered)
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var asking = AskAsync(house, session.Id, "make a  b");
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        var resolved = await house.Exec.ResolveAsync(House.Ada, asked.RequestId, decision, "a phone", Cancellation);
        Assert.Equal(new ExecOutcome(asked.RequestId, approved, decision, false), await asking);
        Assert.Equal("a phone (ada)", resolved.By);

        // Across a restart as well.
        await using var after = await house.CrashAsync();
        Assert.Equal(remembered, await IsAllowedAsync(after, session.Id, "make a  b"));
        Assert.False(await IsAllowedAsync(after, session.Id, "make a b"));
        var other = await after.CreateAsync();
        Assert.Equal(decision == ExecDecision.Allowlist, await IsAllowedAsync(after, other.Id, "make a  b"));
    }

    [Fact]
    public async Task Only_owners_and_admins_put_commands_on_the_list()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var asking = AskAsync(house, session.Id, "make");
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await RefusedAsync(ErrorCode.PermissionDenied, () => house.Exec.ResolveAsync(House.Ben, asked.RequestId, ExecDecision.Allowlist, null, Cancellation).AsTask());
        await RefusedAsync(ErrorCode.PermissionDenied, () => house.Feature.Desk.ChooseAsync(House.Ben, asked.RequestId, "allowlist", null, Cancellation).AsTask());
        await RefusedAsync(ErrorCode.NotFound, () => house.Exec.ResolveAsync(Stranger, asked.RequestId, ExecDecision.AllowOnce, null, Cancellation).AsTask());
        await RefusedAsync(ErrorCode.SessionNotFound, () => house.Exec.RequestAsync(Stranger, new ExecRequest(session.Id, "ls"), Cancellation).AsTask());

        await house.Exec.ResolveAsync(House.Ben, asked.RequestId, ExecDecision.Deny, null, Cancellation);
        Assert.False((await asking).Approved);
        await RefusedAsync(ErrorCode.NotFound, () => house.Exec.ResolveAsync(House.Ada, asked.RequestId, ExecDecision.Deny, null, Cancellation).AsTask());
    }

    [Fact]
    public async Task Nobody_s_answer_is_a_refusal_after_the_time_that_was_given()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var asking = house.Exec.RequestAsync(House.Ada, new ExecRequest(session.Id, "make", Timeout: TimeSpan.FromSeconds(7)), Cancellation).AsTask();
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await house.Clock.TimerSetAsync(TimeSpan.FromSeconds(7));
        house.Clock.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(new ExecOutcome(asked.RequestId, false, null, true), await asking);
        Assert.Equal(PermissionOutcome.Expired, (await house.Seen.SeenAsync<PermissionResolved>()).Outcome);
    }

    [Fact]
    public async Task It_waits_while_turns_come_and_go()
    {
        await using var house = await House.OpenAsync();
        var goOn = new TaskCompletionSource();
        house.Agents.Script = async (_, _) =>
        {
            await goOn.Task;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var asking = AskAsync(house, session.Id, "make");
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        var turnId = await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<SessionStateChanged>(wanted: changed => changed.State == SessionState.Running);
        Assert.Single((await house.SnapshotAsync(session.Id)).Pending);
        goOn.SetResult();
        await house.EndOfTurnAsync(turnId);

        Assert.Single((await house.SnapshotAsync(session.Id)).Pending);
        Assert.DoesNotContain(house.Seen.States(session.Id), state => state.StartsWith("Waiting", StringComparison.Ordinal));
        await house.Exec.ResolveAsync(House.Ada, asked.RequestId, ExecDecision.AllowOnce, null, Cancellation);
        Assert.True((await asking).Approved);
    }

    [Fact]
    public async Task An_answer_to_it_does_not_wake_a_turn_that_waits_for_another()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            PermissionOption[] offered = [new("y", "Yes", PermissionKind.AllowOnce), new("n", "No", PermissionKind.RejectOnce)];
            await agent.Client.RequestPermissionAsync(new AgentPermission("c1", "execute", "Look", offered, "ls -l"), Cancellation);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var agents = await house.Seen.SeenAsync<PermissionRequested>();
        Assert.Equal(RiskLevel.Low, agents.RiskLevel);
        var asking = AskAsync(house, session.Id, "make");
        var asked = await house.Seen.SeenAsync<PermissionRequested>(2);
        await house.Exec.ResolveAsync(House.Ada, asked.RequestId, ExecDecision.AllowOnce, null, Cancellation);
        await asking;
        Assert.Equal(SessionState.Waiting, await house.StatusAsync(session.Id));

        // An agent's permission is answered by the same call.
        var resolved = await house.Exec.ResolveAsync(House.Ada, agents.RequestId, ExecDecision.AllowSession, null, Cancellation);
        Assert.Equal((true, PermissionKind.AllowAlways), (resolved.Approved, resolved.Kind));
        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId));
    }

    [Fact]
    public async Task Deleting_the_session_or_the_end_of_the_server_ends_it_without_a_decision()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var asking = AskAsync(house, session.Id, "make");
        await house.Seen.SeenAsync<PermissionRequested>();
        await house.Sessions.DeleteAsync(House.Ada, session.Id, Cancellation);
        Assert.Equal((false, null, false), ((await asking).Approved, (await asking).Decision, (await asking).TimedOut));

        var other = await house.CreateAsync();
        var second = AskAsync(house, other.Id, "make");
        await house.Seen.SeenAsync<PermissionRequested>(2);
        await house.Feature.StopAsync(Cancellation);
        Assert.False((await second).Approved);
        Assert.Equal(PermissionOutcome.Cancelled, (await house.Seen.SeenAsync<PermissionResolved>(2)).Outcome);
    }

    [Fact]
    public async Task A_crash_leaves_nothing_that_waits_for_nobody()
    {
        var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        _ = AskAsync(house, session.Id, "make");
        var asked = await house.Seen.SeenAsync<PermissionRequested>();

        await using var after = await house.CrashAsync();
        var expired = Assert.Single(after.Seen.All<PermissionResolved>());
        Assert.Equal((asked.RequestId, PermissionOutcome.Expired), (expired.RequestId, expired.Outcome));
        Assert.Empty(await after.Exec.PendingAsync(House.Ada, Cancellation));
        Assert.Empty((await after.SnapshotAsync(session.Id)).Pending);
        Assert.Equal(SessionState.Inactive, await after.StatusAsync(session.Id));
    }

    [Fact]
    public async Task A_request_that_is_withdrawn_is_cancelled()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        using var withdrawal = new CancellationTokenSource();
        var asking = house.Exec.RequestAsync(House.Ada, new ExecRequest(session.Id, "make"), withdrawal.Token).AsTask();
        await house.Seen.SeenAsync<PermissionRequested>();
        await withdrawal.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        Assert.Equal(PermissionOutcome.Cancelled, (await house.Seen.SeenAsync<PermissionResolved>()).Outcome);
    }

    [Fact]
    public async Task The_policy_is_changed_only_by_who_has_seen_it_and_decides_without_asking()
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();
        var before = await house.Exec.GetAsync(House.Ben, Cancellation);
        var config = JsonElement.Parse("""{ "version": 1, "security": "allowlist", "ask": "off", "allowlist": [{ "pattern": "ls *" }], "denylist": [] }""");
        await RefusedAsync(ErrorCode.PermissionDenied, () => house.Exec.SetAsync(House.Ben, config, before.Hash, Cancellation).AsTask());
        var after = await house.Exec.SetAsync(House.Ada, config, before.Hash, Cancellation);
        await RefusedAsync(ErrorCode.Conflict, () => house.Exec.SetAsync(House.Ada, config, before.Hash, Cancellation).AsTask());
        await RefusedAsync(ErrorCode.Invalid, () => house.Exec.SetAsync(House.Ada, JsonElement.Parse("{\"ask\":\"maybe\"}"), after.Hash, Cancellation).AsTask());

        Assert.Equal("off", after.Config.GetProperty("ask").GetString());
        Assert.True((await house.Exec.RequestAsync(House.Ben, new ExecRequest(session.Id, "ls -l"), Cancellation)) is { Approved: true, Decision: ExecDecision.Allowlist });
        Assert.True((await house.Exec.RequestAsync(House.Ben, new ExecRequest(session.Id, "make"), Cancellation)) is { Approved: false, Decision: ExecDecision.Deny });
        Assert.Empty(house.Seen.All<PermissionRequested>());
    }

    [Theory]
    [InlineData("", 5)]
    [InlineData("ls", 0)]
    [InlineData("ls", 100_000)]
    public async Task What_makes_no_sense_is_refused(string command, int seconds)
    {
        await using var house = await House.OpenAsync();
        var session = await house.CreateAsync();

        await RefusedAsync(ErrorCode.Invalid, () => house.Exec.RequestAsync(
            House.Ada, new ExecRequest(session.Id, command, Timeout: TimeSpan.FromSeconds(seconds)), Cancellation).AsTask());
    }

    [Fact]
    public async Task Terminals_are_asked_about_once_the_policy_covers_them()
    {
        await using var house = await House.OpenAsync();
        var heard = new List<string>();
        house.Agents.Script = async (agent, _) =>
        {
            foreach (var command in new[] { "echo listed", "echo asked", "echo asked", "echo denied" })
            {
                try
                {
                    var id = await agent.Client.CreateTerminalAsync(new TerminalRequest(command, [], new Dictionary<string, string>(), null, null), Cancellation);
                    await agent.Client.WaitForTerminalAsync(id, Cancellation);
                    heard.Add((await agent.Client.GetTerminalAsync(id, Cancellation)).Output.Trim());
                }
                catch (CarillonException refused)
                {
                    heard.Add(refused.Code.ToString());
                }
            }

            return new PromptResult("end_turn");
        };
        await File.WriteAllTextAsync(
            Path.Combine(house.Folder, "exec-approvals.json"),
            """{ "terminals": true, "allowlist": ["echo listed"], "denylist": ["echo denied"] }""", Cancellation);
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        Assert.Equal((turnId, "echo asked", RiskLevel.Low), (asked.TurnId, asked.Command, asked.RiskLevel));
        Assert.Equal(SessionState.Waiting, await house.StatusAsync(session.Id));
        await house.Approvals.ResolveAsync(House.Ada, session.Id, asked.RequestId, PermissionKind.AllowAlways, Cancellation);
        await house.EndOfTurnAsync(turnId);

        Assert.Equal(["listed", "asked", "asked", "PermissionDenied"], heard);
        Assert.Single(house.Seen.All<PermissionRequested>());
    }

    private static async Task<ExecOutcome> AskAsync(House house, string sessionId, string command) =>
        await house.Exec.RequestAsync(House.Ada, new ExecRequest(sessionId, command, "/work", "main"), Cancellation);

    /// <summary>Whether a command passes without anyone being asked; a request that is made is refused.</summary>
    private static async Task<bool> IsAllowedAsync(House house, string sessionId, string command)
    {
        var seen = house.Seen.All<PermissionRequested>().Count;
        var asking = AskAsync(house, sessionId, command);
        var asked = house.Seen.SeenAsync<PermissionRequested>(seen + 1);
        if (await Task.WhenAny(asking, asked) == asking) return (await asking).Approved;
        await house.Exec.ResolveAsync(House.Ada, (await asked).RequestId, ExecDecision.Deny, null, Cancellation);
        await asking;
        return false;
    }

    private static async Task RefusedAsync(ErrorCode code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<CarillonException>(call)).Code);
}
