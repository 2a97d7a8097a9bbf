using System.Text.Json;
using Carillon.Contracts.Identity;
using Carillon.Contracts.Members;
using Carillon.Core.Identity;
using Carillon.Dialects.Native.Errors;

namespace Carillon.Dialects.Native.Calls;

/// <summary>Who belongs to the caller's tenant, and who the caller is, whatever way the request came.</summary>
internal sealed class MemberCalls(IMembers members)
{
    public async ValueTask<Answer> ListAsync(Caller caller, NoParams none, CancellationToken cancellationToken)
    {
        var all = await members.ListAsync(caller, cancellationToken);
        return Answer.Ok(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("members"u8);
            foreach (var member in all) Write(json, member);
            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    public async ValueTask<Answer> UpdateAsync(Caller caller, UpdateMemberParams wanted, CancellationToken cancellationToken)
    {
        var role = RoleNames.Find(Invalid.Required(wanted.Role, "role"))
            ?? throw Invalid.Because($"'role' must be one of {string.Join(", ", RoleNames.All)}.");
        var member = await members.SetRoleAsync(caller, UserOf(wanted.UserId), role, cancellationToken);
        return Answer.Ok(json => Write(json, member));
    }

    public async ValueTask<Answer> RemoveAsync(Caller caller, RemoveMemberParams wanted, CancellationToken cancellationToken)
    {
        await members.RemoveAsync(caller, UserOf(wanted.UserId), cancellationToken);
        return Answer.Nothing;
    }

    /// <summary>Whom the server takes the caller for.</summary>
    public static ValueTask<Answer> IdentityAsync(Caller caller, NoParams none, CancellationToken cancellationToken) => new(Answer.Ok(json =>
    {
        json.WriteStartObject();
        json.WriteString("userId"u8, caller.UserId);
        json.WriteString("tenantId"u8, caller.TenantId);
        json.WriteString("role"u8, RoleNames.Of(caller.Role));
        if (caller.Email is { } email) json.WriteString("email"u8, email);
        json.WriteEndObject();
    }));

    private static string UserOf(string? userId) => Invalid.Required(userId, "userId");

    private static void Write(Utf8JsonWriter json, Member member)
    {
        json.WriteStartObject();
        json.WriteString("userId"u8, member.UserId);
        json.WriteString("role"u8, RoleNames.Of(member.Role));
        if (member.Email is { } email) json.WriteString("email"u8, email);
        json.WriteNumber("addedAt"u8, member.AddedAt);
        json.WriteNumber("updatedAt"u8, member.UpdatedAt);
        json.WriteEndObject();
    }
}
