using Carillon.Dialects.Native.Calls;
using Carillon.Dialects.Native.Json;
using Microsoft.AspNetCore.Http;
using static Carillon.Dialects.Native.Http.CallRoute;

namespace Carillon.Dialects.Native.Http;

/// <summary>Members over HTTP.</summary>
internal sealed class MemberRoutes(MemberCalls calls)
{
    public Serve List { get; } = WithoutBody(_ => new NoParams(), calls.ListAsync);

    public Serve Update { get; } = WithBody(
        ParamsJson.Default.UpdateMemberParams, (context, body) => body with { UserId = UserOf(context) }, calls.UpdateAsync);

    public Serve Remove { get; } = WithoutBody(context => new RemoveMemberParams(UserOf(context)), calls.RemoveAsync);

    public Serve Identity { get; } = WithoutBody(_ => new NoParams(), MemberCalls.IdentityAsync);

    private static string UserOf(HttpContext context) => Query.Part(context, "userId");
}
