namespace PenguinMails.Identity.People;

/// <summary>Lists people; that somebody did is on record before they see it.</summary>
internal sealed class PeopleView(Database database, AuditTrail trail, TimeProvider time)
{
    public async Task<Results<Ok<PageOf<Person>>, ApiProblem>> ListAsync(
        Caller caller, PersonFilter filter, Page page, FieldErrors errors, CancellationToken cancellationToken) => errors.Any
        ? errors.ToProblem()
        : TypedResults.Ok(await database.InTransactionAsync(
            async transaction =>
            {
                await trail.RecordAsync(
                    transaction, caller.Actor, new AuditEntry("user.view", AuditOutcomes.Success) { TenantId = filter.TenantId });
                return await transaction.ReadPeopleAsync(filter, page, caller.TenantId is null, time.GetUtcNow());
            },
            cancellationToken));
}
