namespace Carillon.Client.Http;

/// <summary>The paths and bodies of everything about members.</summary>
internal static class MembersApi
{
    private static readonly ClientJson Json = ClientJson.Default;

    public static Task<Identity> IdentityAsync(ApiCaller api, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Get, "/v1/identity", null, Json.Identity, cancellationToken);

    public static async Task<IReadOnlyList<Member>> ListAsync(ApiCaller api, CancellationToken cancellationToken) =>
        (await api.SendAsync(HttpMethod.Get, "/v1/members", null, Json.MembersAnswer, cancellationToken)).Members;

    public static Task<Member> SetRoleAsync(ApiCaller api, string userId, string role, CancellationToken cancellationToken) =>
        api.SendAsync(HttpMethod.Patch, PathOf(userId), ApiCaller.BodyOf(new RoleBody(role), Json.RoleBody), Json.Member, cancellationToken);

    public static async Task RemoveAsync(ApiCaller api, string userId, CancellationToken cancellationToken)
    {
        using var response = await api.SendAsync(HttpMethod.Delete, PathOf(userId), null, cancellationToken);
    }

    private static string PathOf(string userId) => $"/v1/members/{Uri.EscapeDataString(userId)}";
}
