using System.Text;

namespace Carillon.Client.Following;

/// <summary>Writes a follow request as the API's query.</summary>
internal static class FollowQuery
{
    private const string Path = "/v1/events";

    public static string PathOf(FollowRequest request, string? after)
    {
        var query = new StringBuilder(Path);
        foreach (var stream in request.Streams) Add(query, "streams", stream);
        foreach (var topic in request.Topics.SelectMany(EventNames.TopicsOf).Distinct()) Add(query, "topics", topic);
        foreach (var scope in request.Scopes) Add(query, "scopes", $"{scope.Type}:{scope.Value}");
        foreach (var mention in request.Mentions) Add(query, "mentions", mention);
        if (after is not null) Add(query, "after", after);
        return query.ToString();
    }

    private static void Add(StringBuilder query, string name, string value) =>
        query.Append(query.Length == Path.Length ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
}
