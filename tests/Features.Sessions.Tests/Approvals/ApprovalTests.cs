using Carillon.Contracts.Agents;
using Carillon.Core.Errors;
using Carillon.Events;
using Carillon.Features.Sessions.Tests.Given;

namespace Carillon.Features.Sessions.Tests.Approvals;

public sealed class ApprovalTests
{
    private static readonly PermissionOption[] AllowOrReject =
        [new("allow", "Allow", PermissionKind.AllowOnce), new("reject", "Reject", PermissionKind.RejectOnce)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PermissionKind.AllowOnce, "allow", true, PermissionOutcome.Allowed)]
    [InlineData(PermissionKind.AllowAlways, "allow", true, PermissionOutcome.Allowed)]
    [InlineData(PermissionKind.RejectOnce, "reject", false, PermissionOutcome.Denied)]
    public async Task The_agent_hears_its_own_option_of_that_kind(PermissionKind kind, string option, bool approved, PermissionOutcome outcome)
    {
        await using var house = await House.OpenAsync();
        string? heard = null;
        house.Agents.Script = async (agent, _) =>
        {
            heard = await AskAsync(agent);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        Assert.Equal((turnId, "execute", "rm -r x", house.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 120_000), (asked.TurnId, asked.ToolName, asked.Command, asked.ExpiresAt));
        Assert.Equal(SessionState.Waiting, await house.StatusAsync(session.Id));
        Assert.Equal([asked.RequestId], (await house.Approvals.PendingAsync(House.Ben, Cancellation)).OfType<PermissionRequested>().Select(request => request.RequestId));

        var resolved = await house.Approvals.ResolveAsync(House.Ben, session.Id, asked.RequestId, kind, Cancellation);
        await house.EndOfTurnAsync(turnId);
        Assert.Equal(new PermissionResolved(session.Id, asked.RequestId, approved, outcome, kind, "ben"), resolved);
        Assert.Equal(resolved, Assert.Single(house.Seen.All<PermissionResolved>()));
        Assert.Equal(option, heard);
        Assert.Empty(await house.Approvals.PendingAsync(House.Ada, Cancellation));
        Assert.Equal(["Waiting permission_requested", "Running request_answered", "Ready turn_complete"], house.Seen.States(session.Id).TakeLast(3));
    }

    [Fact]
    public async Task Of_many_who_answer_at_once_exactly_one_wins()
    {
        const int Requests = 40, Callers = 12;
        await using var house = await House.OpenAsync();
        var heard = new string?[Requests];
        house.Agents.Script = async (agent, _) =>
        {
            await Task.WhenAll(Enumerable.Range(0, Requests).Select(async i => heard[i] = await AskAsync(agent)));
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<PermissionRequested>(Requests);
        var requests = house.Seen.All<PermissionRequested>();
        Assert.Equal(Requests, requests.Select(request => request.RequestId).Distinct().Count());

        var answers = await Task.WhenAll(
            from request in requests
            from caller in Enumerable.Range(0, Callers)
            select AnswerAsync(request.RequestId, caller % 2 == 0 ? PermissionKind.AllowOnce : PermissionKind.RejectOnce));
        await house.EndOfTurnAsync(turnId);

        var won = answers.OfType<PermissionResolved>().ToDictionary(resolved => resolved.RequestId);
        Assert.Equal(requests.Select(request => request.RequestId).Order(), won.Keys.Order());
        Assert.Equal(won.Values.OrderBy(resolved => resolved.RequestId), house.Seen.All<PermissionResolved>().OrderBy(resolved => resolved.RequestId));
        Assert.Equal(won.Values.Count(resolved => resolved.Approved), heard.Count(option => option == "allow"));
        Assert.Equal(1, house.Seen.States(session.Id).Count(state => state == "Waiting permission_requested"));

        async Task<PermissionResolved?> AnswerAsync(string requestId, PermissionKind kind)
        {
            try
            {
                return await house.Approvals.ResolveAsync(House.Ada, session.Id, requestId, kind, Cancellation);
            }
            catch (CarillonException refused) when (refused.Code == ErrorCode.AlreadyResolved)
            {
                return null;
            }
        }
    }

    [Fact]
    public async Task A_decision_is_in_the_log_before_the_agent_hears_of_it()
    {
        await using var house = await House.OpenAsync();
        var known = -1;
        house.Agents.Script = async (agent, _) =>
        {
            await AskAsync(agent);
            known = house.Seen.All<PermissionResolved>().Count;
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await house.Approvals.ResolveAsync(House.Ada, session.Id, asked.RequestId, PermissionKind.AllowOnce, Cancellation);
        await house.EndOfTurnAsync(turnId);
        Assert.Equal(1, known);
    }

    [Fact]
    public async Task A_request_that_nobody_answers_expires_and_counts_as_refused()
    {
        await using var house = await House.OpenAsync();
        string? heard = null;
        house.Agents.Script = async (agent, _) =>
        {
            heard = await AskAsync(agent);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await house.Clock.TimerSetAsync(TimeSpan.FromSeconds(120));
        house.Clock.Advance(TimeSpan.FromSeconds(120));
        await house.EndOfTurnAsync(turnId);

        Assert.Equal(
            new PermissionResolved(session.Id, asked.RequestId, false, PermissionOutcome.Expired), Assert.Single(house.Seen.All<PermissionResolved>()));
        Assert.Equal("reject", heard);
        await LateAsync(house, session.Id, asked.RequestId, ErrorCode.AlreadyResolved);
    }

    [Fact]
    public async Task Stopping_the_turn_cancels_what_waits()
    {
        await using var house = await House.OpenAsync();
        var heard = "nothing";
        house.Agents.Script = async (agent, _) =>
        {
            heard = await AskAsync(agent);
            await agent.Cancelled;
            return new PromptResult("cancelled");
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await house.Turns.StopAsync(House.Ada, session.Id, Cancellation);

        Assert.Null(heard);
        Assert.Equal(PermissionOutcome.Cancelled, Assert.Single(house.Seen.All<PermissionResolved>()).Outcome);
        Assert.Equal(["Waiting permission_requested", "Ready user_stopped"], house.Seen.States(session.Id).TakeLast(2));
        await LateAsync(house, session.Id, asked.RequestId, ErrorCode.AlreadyResolved);
    }

    [Fact]
    public async Task A_crash_of_the_agent_cancels_what_waits_in_the_append_that_ends_the_turn()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await AskAsync(agent);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<PermissionRequested>();
        house.Agents.Started[0].Crash();
        await house.EndOfTurnAsync(turnId);

        Assert.Equal(["permission.resolved", "turn.failed", "session.state_changed"], house.Seen.Types(session.Id).TakeLast(3));
        Assert.Equal("Error turn_failed", house.Seen.States(session.Id)[^1]);
        Assert.Empty(await house.Approvals.PendingAsync(House.Ada, Cancellation));
    }

    [Fact]
    public async Task A_crash_lets_what_waited_expire_and_remembers_what_was_decided()
    {
        var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await AskAsync(agent);
            await AskAsync(agent);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        var first = await house.Seen.SeenAsync<PermissionRequested>();
        await house.Approvals.ResolveAsync(House.Ada, session.Id, first.RequestId, PermissionKind.AllowOnce, Cancellation);
        var second = await house.Seen.SeenAsync<PermissionRequested>(2);

        await using var after = await house.CrashAsync();
        var expired = Assert.Single(after.Seen.All<PermissionResolved>());
        Assert.Equal((second.RequestId, PermissionOutcome.Expired), (expired.RequestId, expired.Outcome));
        await LateAsync(after, session.Id, first.RequestId, ErrorCode.AlreadyResolved);
        await LateAsync(after, session.Id, second.RequestId, ErrorCode.AlreadyResolved);
        await LateAsync(after, session.Id, "never-made", ErrorCode.NotFound);
        Assert.Empty(await after.Approvals.PendingAsync(House.Ada, Cancellation));
    }

    [Fact]
    public async Task A_request_belongs_to_its_session()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            await AskAsync(agent);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var other = await house.CreateAsync();
        await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await LateAsync(house, other.Id, asked.RequestId, ErrorCode.NotFound);
        Assert.Empty(house.Seen.All<PermissionResolved>());
    }

    [Fact]
    public async Task A_consent_that_is_not_offered_leaves_the_request_open()
    {
        await using var house = await House.OpenAsync();
        house.Agents.Script = async (agent, _) =>
        {
            var odd = new PermissionOption("odd", "Always", PermissionKind.AllowAlways);
            await agent.Client.RequestPermissionAsync(new AgentPermission(null, "execute", "x", [odd], null), Cancellation);
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        await house.RunAsync(session.Id);
        var asked = await house.Seen.SeenAsync<PermissionRequested>();
        await LateAsync(house, session.Id, asked.RequestId, ErrorCode.Invalid);
        await house.Approvals.ResolveAsync(House.Ada, session.Id, asked.RequestId, PermissionKind.AllowAlways, Cancellation);
    }

    [Fact]
    public async Task An_agent_that_withdraws_its_request_leaves_nothing_open()
    {
        await using var house = await House.OpenAsync();
        using var withdrawal = new CancellationTokenSource();
        house.Agents.Script = async (agent, _) =>
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => agent.Client.RequestPermissionAsync(Asked, withdrawal.Token).AsTask());
            return new PromptResult("end_turn");
        };
        var session = await house.CreateAsync();
        var turnId = await house.RunAsync(session.Id);
        await house.Seen.SeenAsync<PermissionRequested>();
        await withdrawal.CancelAsync();

        Assert.IsType<TurnCompleted>(await house.EndOfTurnAsync(turnId));
        Assert.Equal(PermissionOutcome.Cancelled, Assert.Single(house.Seen.All<PermissionResolved>()).Outcome);
    }

    private static AgentPermission Asked => new("c1", "execute", "Remove x", AllowOrReject, "rm -r x");

    private static async Task<string?> AskAsync(ScriptedAgent agent) => await agent.Client.RequestPermissionAsync(Asked, Cancellation);

    private static async Task LateAsync(House house, string sessionId, string requestId, ErrorCode code)
    {
        var refused = await Assert.ThrowsAsync<CarillonException>(
            () => house.Approvals.ResolveAsync(House.Ben, sessionId, requestId, PermissionKind.AllowOnce, Cancellation).AsTask());
        Assert.Equal(code, refused.Code);
    }
}
