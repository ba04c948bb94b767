using PenguinMails.Audit.Checkpoints;

namespace PenguinMails.Audit.Exports;

/// <summary>Streams an approved export. The audit intent is durable before the first byte; the outcome is recorded at the end.</summary>
internal sealed class ExportDownload(
    Database database, CheckpointSigner signer, ExportContent content, AuditTrail trail, TimeProvider time, ILogger<ExportDownload> log)
{
    public async Task<IResult> StartAsync(Guid exportId, Caller caller, bool isProofs, CancellationToken cancellationToken)
    {
        var (export, refusal) = await database.ReadAsync(
            async connection =>
            {
                var now = time.GetUtcNow();
                var found = await ExportTable.FindAsync(connection, exportId, now);
                return (found, Refusal(found) ?? await ExportApproval.FindProblemAsync(connection, found!, now));
            },
            cancellationToken);
        if (refusal is not null)
        {
            return new ApiProblem(refusal);
        }

        await SignAsync(export!.Chain, cancellationToken);
        var correlationId = Guid.CreateVersion7(time.GetUtcNow());
        await database.InTransactionAsync(
            async transaction =>
            {
                await ExportTable.CountDownloadAsync(transaction, exportId);
                await RecordAsync(transaction, caller, export, correlationId, AuditOutcomes.Intent, records: null);
            },
            cancellationToken);
        var isCsv = export.Format == "csv" && !isProofs;
        return Results.Stream(
            stream => WriteAsync(stream, export, isCsv, caller, correlationId, cancellationToken),
            isCsv ? "text/csv; charset=utf-8" : "application/jsonl",
            $"audit-{export.Chain}-{exportId}.{(isCsv ? "csv" : "jsonl")}");
    }

    // What is exported is signed, so that it can be proven. Of a ledger that is broken and not signed any more, what was signed before leaves:
    // it is evidence, and the kept checkpoints tell the verifier what is missing in it.
    private async Task SignAsync(string chain, CancellationToken cancellationToken)
    {
        try
        {
            await signer.SignAllAsync(chain, cancellationToken);
        }
        catch (LedgerBrokenException broken)
        {
            Log.NotSigned(log, broken.Message);
        }
    }

    private static ProblemKind? Refusal(Export? export) => export?.Status switch
    {
        null => ProblemCatalog.NotFound,
        ApprovalStates.Approved => null,
        ApprovalStates.Expired when export.UntilSequence is not null => ProblemCatalog.ExportExpired,
        ApprovalStates.Expired => ProblemCatalog.ApprovalExpired,
        _ => ProblemCatalog.ExportNotApproved,
    };

    private async Task WriteAsync(Stream stream, Export export, bool isCsv, Caller caller, Guid correlationId, CancellationToken cancellationToken)
    {
        var outcome = AuditOutcomes.Failed;
        var records = 0L;
        try
        {
            await foreach (var written in content.WriteAsync(stream, export, isCsv, cancellationToken))
            {
                records = written;
            }

            outcome = AuditOutcomes.Success;
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            Log.CutOff(log, export.ExportId, records);
            throw;
        }
        finally
        {
            // Also after the caller has disconnected: part of the content has left.
            await database.InTransactionAsync(
                transaction => RecordAsync(transaction, caller, export, correlationId, outcome, records), CancellationToken.None);
        }
    }

    private Task RecordAsync(DatabaseTransaction transaction, Caller caller, Export export, Guid correlationId, string outcome, long? records)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal) { ["exportId"] = $"{export.ExportId}", ["format"] = export.Format };
        if (records is not null)
        {
            details["records"] = $"{records}";
        }

        return trail.RecordAsync(
            transaction,
            caller.Actor,
            new AuditEntry(ExportTable.Kind, outcome) { TenantId = export.Filter.TenantId, CorrelationId = correlationId, Reason = export.Reason, Details = details });
    }
}
