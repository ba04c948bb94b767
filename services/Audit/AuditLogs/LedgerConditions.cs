namespace PenguinMails.Audit.AuditLogs;

/// <summary>What is asked for, as SQL conditions on the ledger's tables. Only what is set, so that the planner can choose an index for it.</summary>
/// <param name="filter">What is asked for.</param>
/// <param name="before">Only records before this sequence.</param>
internal sealed class LedgerConditions(AuditLogFilter filter, long? before = null)
{
    // Texts are indexed with every part of a path, name or id as a word, so they are asked for part by part; a hyphen before a word
    // means that it must not occur.
    private const string Words = @"websearch_to_tsquery('simple', regexp_replace(translate(@Search, '/._', '   '), '(?<=\w)-(?=\w)', ' ', 'g'))";

    private const string PersonId = "(select person_id from audit_person where name_key = @User)";

    // One row stands for all that is done on behalf of a person.
    private const string BehalfId = "(select origin_id from audit_origin where content_key = @BehalfKey)";

    // As in the indexes audit_record_late and audit_reason_late: LedgerAppend.ClockTolerance.
    private const string Late = "24:00:00";

    // As in the index audit_reason_words.
    private readonly string[] _facets =
        [.. new[] { filter.ActionGroup is null ? filter.Action : null, filter.Outcome, filter.SecretType, filter.TenantId?.ToString() }.OfType<string>()];

    /// <summary>The parameters that the SQL names.</summary>
    public Dictionary<string, object?> Parameters => new(StringComparer.Ordinal)
    {
        ["Chain"] = filter.Chain,
        ["TenantId"] = filter.TenantId,
        ["SecretPath"] = filter.Secret is { } secret ? PendingRecord.PathOf(secret.Type, secret.TenantId, secret.Name) : null,
        ["SecretType"] = filter.SecretType,
        ["Action"] = filter.Action,
        ["Actions"] = filter.ActionGroup?.ToArray() ?? [],
        ["User"] = filter.User?.ToLowerInvariant(),
        ["BehalfKey"] = filter.OnBehalfOf is { } person ? RecordOrigins.KeyOfPrincipal(person) : null,
        ["Campaign"] = filter.Campaign,
        ["From"] = filter.From,
        ["To"] = filter.To,
        ["FromRecorded"] = filter.From - LedgerAppend.ClockTolerance,
        ["ToRecorded"] = filter.To + LedgerAppend.ClockTolerance,
        ["Outcome"] = filter.Outcome,
        ["Search"] = filter.Search,
        ["Facets"] = _facets,
        ["Before"] = before,
    };

    public bool HasWords => filter.Search is not null;

    /// <summary>On <c>audit_record r</c>: holds for all matching records.</summary>
    public string OfRecords => filter.Search is null
        ? OfAll("r")
        : $"{OfAll("r")} and ({OfPathOfRecord} or exists (select from audit_reason s where s.chain = r.chain and s.sequence = r.sequence and s.document @@ {Words}))";

    /// <summary>On <c>audit_record r</c>: its path holds the words.</summary>
    public string OfPathOfRecord => $"r.path_id in (select path_id from audit_path p where {OfPaths})";

    /// <summary>On <c>audit_path p</c>. The type of a secret is a part of its path.</summary>
    public string OfPaths => filter.SecretType is null
        ? $"p.document @@ {Words}"
        : $"p.document @@ ({Words} && plainto_tsquery('simple', translate(@SecretType, '/._-', '    ')))";

    /// <summary>On <c>audit_reason s</c>: it holds the words.</summary>
    public string OfWordsOfReason => $"s.document @@ {Words}";

    /// <summary>On <c>audit_reason s</c>: it holds the words and its record matches, put so that few are found by the index of words and facets.</summary>
    public string OfFewReasons =>
        $"{OfAll("s")} and {OfWordsOfReason}{(_facets.Length == 0 ? "" : " and (array[s.action, s.outcome, s.secret_type, s.tenant_id::text]) @> @Facets")}";

    /// <summary>The condition on <c>audit_kind r</c>; null when it would narrow little: an outcome or a type alone is not selective, and tenants, persons and campaigns have their own indexes.</summary>
    public string? OfActionCatalog =>
        filter.TenantId is null && filter.Secret is null && filter.User is null && filter.OnBehalfOf is null && filter.Campaign is null && (filter.Action is not null || (filter.Outcome is not null && filter.SecretType is not null)) ? All(ActionFilters("r")) : null;

    /// <summary>The periods that together cover the search; each is read by an index on the time.</summary>
    /// <remarks>
    /// Records have the same order by recorded_at and by sequence. Most records are stored soon after they occurred, and late ones have an
    /// index of their own, so an old period is found without reading everything that is newer.
    /// </remarks>
    /// <param name="row">A row with the columns of a record: <c>r</c> of audit_record or <c>s</c> of audit_reason.</param>
    public IEnumerable<Period> Periods(string row)
    {
        var (filtersExceptAction, actionFilters) = (FiltersExceptAction(row), ActionFilters(row));
        return filter.To is null
            ? [new Period(filtersExceptAction, actionFilters)]
            : [
                new Period([.. filtersExceptAction, $"{row}.recorded_at < @ToRecorded"], actionFilters),
                new Period(
                    [.. filtersExceptAction, $"{row}.recorded_at >= @ToRecorded and {row}.recorded_at - {row}.occurred_at > interval '{Late}'"], actionFilters, isOfLateOnes: true),
            ];
    }

    private string OfAll(string row) => All([.. FiltersExceptAction(row), .. ActionFilters(row)]);

    private static string All(params IEnumerable<string> conditions) => string.Join(" and ", conditions);

    private List<string> FiltersExceptAction(string row) =>
    [
        $"{row}.chain = @Chain",
        .. If(filter.TenantId is not null, $"{row}.tenant_id = @TenantId"),
        .. If(filter.Secret is not null, $"{row}.path_id = (select path_id from audit_path where path = @SecretPath)"),
        .. If(filter.User is not null, $"{row}.person_id = {PersonId}"),
        .. If(filter.OnBehalfOf is not null, $"{row}.behalf_origin_id = {BehalfId}"),
        .. If(filter.Campaign is not null, $"{row}.campaign_id = @Campaign"),
        .. If(filter.From is not null, $"{row}.occurred_at >= @From and {row}.recorded_at >= @FromRecorded"),
        .. If(filter.To is not null, $"{row}.occurred_at < @To"),
        .. If(before is not null, $"({row}.recorded_at, {row}.sequence) < ((select recorded_at from audit_record where chain = @Chain and sequence = @Before), @Before)"),
    ];

    private List<string> ActionFilters(string row) =>
    [
        .. If(filter.Action is not null, filter.ActionGroup is null ? $"{row}.action = @Action" : $"{row}.action = any(@Actions)"),
        .. If(filter.Outcome is not null, filter.Outcome == "success" ? $"{row}.outcome = @Outcome" : $"{row}.outcome = @Outcome and {row}.outcome <> 'success'"),
        .. If(filter.SecretType is not null, $"{row}.secret_type = @SecretType"),
    ];

    private static string[] If(bool isSet, string condition) => isSet ? [condition] : [];

    /// <param name="isOfLateOnes">Whether the period holds only records that were stored late; they are few.</param>
    internal sealed class Period(IReadOnlyList<string> filtersExceptAction, IReadOnlyList<string> actionFilters, bool isOfLateOnes = false)
    {
        public bool IsOfLateOnes => isOfLateOnes;

        /// <summary>The whole condition.</summary>
        public string Condition => All([.. filtersExceptAction, .. actionFilters]);

        /// <summary>The condition without action, outcome and type: stating those twice makes the planner expect too few rows.</summary>
        public string FiltersExceptAction => All(filtersExceptAction);
    }
}
