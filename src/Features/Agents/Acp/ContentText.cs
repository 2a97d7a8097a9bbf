using System.Text.Json;
using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents.Acp;

/// <summary>Renders content blocks and tool output as text, for events that carry text.</summary>
internal static class ContentText
{
    /// <summary>One content block: its text, or what stands for it.</summary>
    public static string OfBlock(JsonElement block) => block.GetText("type") switch
    {
        "resource_link" => block.GetText("uri") ?? "",
        "resource" => block.GetMember("resource") is { } resource ? resource.GetText("text") ?? resource.GetText("uri") ?? "" : "",
        "image" => "[image]",
        "audio" => "[audio]",
        _ => block.GetText("text") ?? "",
    };

    /// <summary>A tool call's output, or its raw output where it shows nothing else; null when it has neither.</summary>
    public static string? OfTool(JsonElement call)
    {
        var shown = call.GetItems("content").Select(OfToolContent).Where(text => text.Length > 0).ToArray();
        if (shown.Length > 0) return string.Join('\n', shown);
        return call.GetMember("rawOutput") is { } raw ? raw.AsText() ?? raw.GetRawText() : null;
    }

    /// <summary>The terminal that a tool call shows, if it shows one.</summary>
    public static string? TerminalOf(JsonElement call) =>
        call.GetItems("content")
            .Where(content => content.GetText("type") == "terminal")
            .Select(content => content.GetText("terminalId"))
            .FirstOrDefault();

    private static string OfToolContent(JsonElement content) => content.GetText("type") switch
    {
        "diff" => OfDiff(content),
        "terminal" => "",
        _ => content.GetMember("content") is { } block ? OfBlock(block) : "",
    };

    private static string OfDiff(JsonElement diff)
    {
        var path = diff.GetText("path") ?? "?";
        var lines = Lines(diff.GetText("newText"));
        return diff.GetText("oldText") is { } old ? $"{path}: {Lines(old)} lines before, {lines} after" : $"{path}: new, {lines} lines";
    }

    private static int Lines(string? text) => string.IsNullOrEmpty(text) ? 0 : text.TrimEnd('\n').Count(c => c == '\n') + 1;
}
