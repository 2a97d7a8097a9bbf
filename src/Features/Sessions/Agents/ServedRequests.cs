using System.Text.Json.Nodes;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Exec;
using Carillon.Contracts.Hooks;
using Carillon.Core.Errors;
using Carillon.Features.Sessions.Approvals;
using Carillon.Features.Sessions.Hooks;
using Carillon.Features.Sessions.Live;
using Carillon.Features.Sessions.Storage;
using Carillon.Features.Sessions.Turns;

namespace Carillon.Features.Sessions.Agents;

/// <summary>What has to agree before an agent's request is served: hooks, then the policy for commands, then people.</summary>
internal sealed class ServedRequests(LiveSession session, SessionsPorts ports, SessionStore store, AgentQuestions questions, SessionHooks hooks)
{
    public const string Execute = "execute";

    public AgentQuestions Questions { get; } = questions;

    /// <summary>Before a file is read or written. Errors: Blocked.</summary>
    public async Task BeforeFileAsync(string toolName, string source, string path, string? content, CancellationToken cancellationToken)
    {
        if (!ports.Hooks.Hears(HookEvent.PreToolUse)) return;
        var call = hooks.Call(HookEvent.PreToolUse) with
        {
            ToolName = toolName,
            Source = source,
            File = path,
            Arguments = content is null ? Json(("path", path)) : Json(("path", path), ("content", content)),
        };
        await hooks.DemandAsync(session.Turn, call, cancellationToken);
    }

    /// <summary>Before a command is run in a terminal. Errors: Blocked, PermissionDenied, Invalid (the policy cannot be used).</summary>
    public async Task BeforeCommandAsync(Turn turn, TerminalRequest request, CancellationToken cancellationToken)
    {
        var line = CommandLine.ToRun(request);
        if (ports.Hooks.Hears(HookEvent.PreToolUse) || ports.Hooks.Hears(HookEvent.CommandExecuteBefore))
        {
            var call = hooks.Call(HookEvent.PreToolUse) with
            {
                ToolName = Execute,
                Source = "terminal/create",
                Text = line,
                Arguments = Json(("command", line), ("cwd", request.WorkingDirectory)),
            };
            await hooks.DemandAsync(turn, call, cancellationToken);
            await hooks.DemandAsync(turn, call with { Happening = HookEvent.CommandExecuteBefore }, cancellationToken);
        }

        switch (ports.Commands.JudgeTerminal(session.Tenant, session.Agent.Type, line))
        {
            case CommandVerdict.Deny:
                throw new CarillonException(ErrorCode.PermissionDenied, "The policy for commands does not allow this command.");
            case CommandVerdict.Ask when !await IsAllowedAsync(turn, line, request.WorkingDirectory, cancellationToken):
                throw new CarillonException(ErrorCode.PermissionDenied, "This command was not allowed.");
        }
    }

    /// <summary>An object of these members; those without a value are left out.</summary>
    public static string Json(params (string Name, JsonNode? Value)[] members) =>
        new JsonObject(members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value))).ToJsonString();

    private async Task<bool> IsAllowedAsync(Turn turn, string line, string? workingDirectory, CancellationToken cancellationToken) =>
        await store.IsRememberedAsync(session.Tenant, session.Id, line, cancellationToken)
        || await Questions.AskCommandAsync(turn, line, workingDirectory, cancellationToken);
}
