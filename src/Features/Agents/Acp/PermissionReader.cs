using System.Text.Json;
using Carillon.Contracts.Agents;
using Carillon.Contracts.Processes;
using Carillon.Events;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Acp;

/// <summary>Reads <c>session/request_permission</c>; what the request leaves out is taken from the tool call as it was announced.</summary>
internal static class PermissionReader
{
    /// <summary>Options of an unknown kind are left out: nobody can be told what they would mean.</summary>
    public static AgentPermission Read(JsonElement parameters, Func<string, AnnouncedCall?> announced)
    {
        var call = parameters.GetMember("toolCall") ?? default;
        var id = call.GetText("toolCallId");
        var known = id is null ? null : announced(id);
        var input = call.GetMember("rawInput") ?? known?.RawInput;
        var kind = call.GetText("kind") ?? known?.Kind ?? call.GetText("name") ?? "other";
        return new AgentPermission(
            id,
            kind,
            call.GetText("title") ?? known?.Title ?? kind,
            [.. parameters.GetItems("options").Select(ReadOption).OfType<PermissionOption>()],
            CommandOf(input ?? default),
            input,
            UpdateReader.PathsOf(call) ?? known?.Paths);
    }

    private static PermissionOption? ReadOption(JsonElement option) =>
        option.GetText("optionId") is { } id && KindOf(option.GetText("kind")) is { } kind
            ? new PermissionOption(id, option.GetText("name") ?? id, kind)
            : null;

    private static PermissionKind? KindOf(string? kind) => kind switch
    {
        "allow_once" => PermissionKind.AllowOnce,
        "allow_always" => PermissionKind.AllowAlways,
        "reject_once" => PermissionKind.RejectOnce,
        "reject_always" => PermissionKind.RejectAlways,
        _ => null,
    };

    /// <summary>A command line stands in the arguments as text, or as a list of words.</summary>
    private static string? CommandOf(JsonElement rawInput)
    {
        var text = rawInput.GetText("command") ?? rawInput.GetText("cmd");
        if (text is not null) return text;
        var words = rawInput.GetItems("command").Select(word => word.AsText()).OfType<string>().ToArray();
        return words.Length > 0 ? CommandText.Of(words) : null;
    }
}

/// <summary>A tool call as far as the agent has described it.</summary>
internal sealed record AnnouncedCall(string? Kind, string? Title, JsonElement? RawInput, IReadOnlyList<string>? Paths = null);
