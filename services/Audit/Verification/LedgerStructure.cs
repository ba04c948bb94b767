namespace PenguinMails.Audit.Verification;

/// <summary>
/// Compares what holds the ledger with what the migrations make of it: tables that are tables, the triggers that refuse changes, the functions behind
/// them, the service's rights, and the chains that there are. Names of months, the owner's name and the server's version make no difference.
/// </summary>
internal sealed class LedgerStructure(DatabaseTransaction connection, Findings findings)
{
    private const string Months = "audit_record";

    // Only added to, and never changed by the service.
    private static readonly string[] AddedTo = [Months, "audit_checkpoint", "audit_reason", "audit_origin", "audit_path", "audit_kind"];

    // All: alerts, and the messages that bring them, can be kept from being seen as well as records.
    private static readonly IReadOnlyList<string> Tables = MigratedTables.All;

    // pg_trigger.tgtype: for each row 1, before 2, delete 8, update 16, truncate 32.
    private static readonly Guard[] Guards =
    [
        new(Months, "audit_record_no_change", "refuse_ledger_change", 27, IsConditional: false),
        new(Months, "audit_record_no_truncate", "refuse_ledger_change", 34, IsConditional: false),
        new("audit_checkpoint", "audit_checkpoint_no_change", "refuse_ledger_change", 27, IsConditional: false),
        new("audit_checkpoint", "audit_checkpoint_no_truncate", "refuse_ledger_change", 34, IsConditional: false),
        new("audit_chain", "audit_chain_forward", "refuse_ledger_return", 19, IsConditional: true),
        new("audit_chain", "audit_chain_stays", "refuse_ledger_return", 11, IsConditional: false),
        new("audit_anchor", "audit_anchor_forward", "refuse_ledger_return", 19, IsConditional: true),
        new("audit_anchor", "audit_anchor_stays", "refuse_ledger_return", 11, IsConditional: false),
        new("audit_person", "audit_person_tenant", "refuse_ledger_return", 19, IsConditional: true),
        new("alert_delivery", "alert_delivery_announced", "announce_alert_delivery", 4, IsConditional: false),
    ];

    public async Task VerifyAsync()
    {
        var months = await connection.QueryAsync<string>("select inhrelid::regclass::text from pg_inherits where inhparent = to_regclass('audit_record') order by 1");
        await VerifyTablesAsync(months);
        await VerifyTriggersAsync(months);
        await VerifyFunctionsAsync();
        await VerifyRightsAsync(months);
        await VerifyChainsAsync();
    }

    private async Task VerifyTablesAsync(IReadOnlyList<string> months)
    {
        var tables = await connection.QueryAsync<Relation>(
            """
            select t.name, c.relkind::text as Kind, coalesce(n.nspname = 'public', false) as IsPublic,
                   coalesce(c.relrowsecurity or exists (select from pg_policy p where p.polrelid = c.oid) or exists (select from pg_rewrite w where w.ev_class = c.oid), false) as HasRules
            from unnest(@tables) as t(name) left join pg_class c on c.oid = to_regclass(t.name) left join pg_namespace n on n.oid = c.relnamespace
            """,
            new { tables = Tables.Concat(months).ToArray() });
        foreach (var table in tables)
        {
            if (table.Kind != (table.Name == Months ? "p" : "r") || !table.IsPublic || table.HasRules)
            {
                Report($"{table.Name} is not the table that the migrations make, or has rules or policies.");
            }
        }
    }

    private async Task VerifyTriggersAsync(IReadOnlyList<string> months)
    {
        var expected = Guards.Concat(months.SelectMany(month => Guards.Where(guard => guard.Table == Months).Select(guard => guard with { Table = month }))).ToList();
        var found = await connection.QueryAsync<Trigger>(
            """
            select t.tgrelid::regclass::text as "Table", t.tgname::text as Name, f.proname::text as Function, t.tgtype as Type, t.tgqual is not null as IsConditional,
                   t.tgenabled in ('O', 'A') as IsEnabled, t.tgisinternal as IsInternal
            from pg_trigger t join pg_proc f on f.oid = t.tgfoid where t.tgrelid = any(select to_regclass(name) from unnest(@tables) as x(name))
            """,
            new { tables = Tables.Concat(months).ToArray() });
        foreach (var guard in expected)
        {
            if (!found.Any(trigger => trigger.IsEnabled && trigger.AsGuard() == guard))
            {
                Report($"The trigger {guard.Name} of {guard.Table}, which refuses changes, is off or gone.");
            }
        }

        foreach (var trigger in found)
        {
            if (!trigger.IsInternal && !expected.Any(guard => (guard.Table, guard.Name) == (trigger.Table, trigger.Name)))
            {
                Report($"{trigger.Table} has a trigger that no migration makes: {trigger.Name}.");
            }
        }
    }

    private async Task VerifyFunctionsAsync()
    {
        var found = await connection.QueryAsync<Function>(
            "select proname::text as Name, prosrc as Source, prosecdef as IsOwners from pg_proc where proname = any(@names)", new { names = MigratedFunctions.All.Keys.ToArray() });
        foreach (var (name, made) in MigratedFunctions.All)
        {
            if (found.Where(function => function.Name == name).ToList() is not [var only] || (only.Source, only.IsOwners) != made)
            {
                Report($"The function {name} is not the one that the migrations make.");
            }
        }
    }

    // A role that owns its tables may do everything; the service says so at its start.
    private async Task VerifyRightsAsync(IReadOnlyList<string> months)
    {
        var found = await connection.QueryAsync<string>(
            """
            select t.name from unnest(@tables) as t(name)
            where not pg_has_role((select relowner from pg_class where oid = to_regclass('audit_record')), 'usage') and to_regclass(t.name) is not null
              and (has_table_privilege(to_regclass(t.name)::oid, 'delete, truncate, trigger') or (t.name <> 'audit_person' and has_any_column_privilege(to_regclass(t.name)::oid, 'update')))
            """,
            new { tables = AddedTo.Append("audit_person").Concat(months).ToArray() });
        foreach (var name in found)
        {
            Report($"The service may change {name}.");
        }
    }

    private async Task VerifyChainsAsync()
    {
        var found = await connection.QueryAsync<string>(
            """
            with recursive known as (
                select (select min(chain) from audit_record) as chain
                union all select (select min(r.chain) from audit_record r where r.chain > known.chain) from known where known.chain is not null)
            select chain from known where chain <> all(@All) union select chain from audit_chain where chain <> all(@All)
            """,
            new { All = LedgerChains.All.ToArray() });
        foreach (var chain in found)
        {
            Report($"Unknown chain: '{chain}'.");
        }
    }

    private void Report(string detail) => findings.Add(new LedgerProblem(LedgerProblems.StructureAltered, LedgerChains.Platform, null, null, detail));

    private sealed record Guard(string Table, string Name, string Function, short Type, bool IsConditional);

    private sealed record Relation(string Name, string? Kind, bool IsPublic, bool HasRules);

    private sealed record Trigger(string Table, string Name, string Function, short Type, bool IsConditional, bool IsEnabled, bool IsInternal)
    {
        public Guard AsGuard() => new(Table, Name, Function, Type, IsConditional);
    }

    private sealed record Function(string Name, string Source, bool IsOwners);
}
