using System.Reflection;

namespace PenguinMails.Postgres;

/// <summary>Gives the service's role what the <c>grants.sql</c> files of the assemblies say, after taking from it whatever it had.</summary>
internal static class ServiceRights
{
    private const string File = "grants.sql";

    /// <summary>In the files, where the role's name belongs.</summary>
    private const string Placeholder = "{service}";

    public static async Task GrantAsync(
        NpgsqlConnection connection, IEnumerable<Assembly> assemblies, string serviceRole, CancellationToken cancellationToken)
    {
        if (!await connection.ExecuteScalarAsync<bool>("select exists (select from pg_roles where rolname = @serviceRole)", new { serviceRole }))
        {
            throw new InvalidOperationException($"The role '{serviceRole}' does not exist. Create it, with LOGIN and nothing else, before the migration.");
        }

        // A superuser is a member of every role.
        if (await connection.ExecuteScalarAsync<bool>("select pg_has_role(@serviceRole, current_user, 'member')", new { serviceRole }))
        {
            throw new InvalidOperationException($"The role '{serviceRole}' has the owner's rights: it is the owner, a member of it, or a superuser.");
        }

        var role = await connection.ExecuteScalarAsync<string>("select quote_ident(@serviceRole)", new { serviceRole });
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var assembly in assemblies.Where(assembly => assembly.GetManifestResourceInfo(File) is not null))
        {
            var sql = await Migrator.ReadAsync(assembly, File, cancellationToken);
            await connection.ExecuteAsync(sql.Replace(Placeholder, role, StringComparison.Ordinal), transaction: transaction);
        }

        await transaction.CommitAsync(cancellationToken);
    }
}
