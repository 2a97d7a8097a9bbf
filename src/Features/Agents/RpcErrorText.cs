using Carillon.Features.Agents.Rpc;

namespace Carillon.Features.Agents;

/// <summary>An agent's error in words: many put "Internal error" into the message and the reason into the data.</summary>
internal static class RpcErrorText
{
    private const int MaxLength = 2000;

    public static string Of(RpcException error)
    {
        var detail = error.ErrorData is { } data
            ? data.AsText() ?? data.GetText("details") ?? data.GetText("message") ?? data.GetText("error")
            : null;
        var reason = error.Code == RpcCode.AuthenticationRequired ? "it wants a sign-in first" : null;
        var text = string.Join(": ", new[] { reason, error.Message, detail }.Where(part => !string.IsNullOrWhiteSpace(part)).Distinct());
        return SurrogateSeam.Sound(text.Length > MaxLength ? text[..MaxLength] : text);
    }
}
