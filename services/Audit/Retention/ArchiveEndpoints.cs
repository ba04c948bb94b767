using PenguinMails.Audit.Exports.Archives;

namespace PenguinMails.Audit.Retention;

/// <param name="Items">Oldest first; one per month and chain.</param>
public sealed record ArchiveList(IReadOnlyList<Archive> Items);

internal static class ArchiveEndpoints
{
    public static void MapArchives(this IEndpointRouteBuilder routes)
    {
        var archives = routes.MapGroup("/api/v1/admin/vault/audit-logs/archives").RequireAuthorization(AccessPolicies.Admin).WithTags("Audit archives");

        archives.MapGet("", ListAsync).Audited("audit_log.read").Describe("listArchives", "Lists archived months, oldest first");
        archives.MapPost("/{month}/attach", AttachAsync).RequireStepUp().Audited("audit_log.attach")
            .Describe("attachArchive", "Restores an archived month to the database for a week, after its files were verified")
            .CanFail(ProblemCatalog.ArchiveNotGenuine);
    }

    private static async Task<Ok<ArchiveList>> ListAsync(Database database, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ArchiveList(await database.ReadAsync(connection => connection.ArchivesAsync(), cancellationToken)));

    private static async Task<Results<Ok<ArchiveList>, ApiProblem>> AttachAsync([WrittenAs(TextForm.Month)] string month, Caller caller, ArchiveRestore returns, CancellationToken cancellationToken)
    {
        if (!DateOnly.TryParseExact(month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first))
        {
            return new FieldErrors().Require(false, "month", "Must be a month, such as 2026-11.").ToProblem();
        }

        try
        {
            return await returns.AttachAsync(first, caller, cancellationToken) is { } archives
                ? TypedResults.Ok(new ArchiveList(archives))
                : new ApiProblem(ProblemCatalog.NotFound);
        }
        catch (InvalidDataException failure)
        {
            return new ApiProblem(ProblemCatalog.ArchiveNotGenuine) { Detail = failure.Message };
        }
    }
}
