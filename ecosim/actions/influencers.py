"""What influencers do: they come and go, and opinions spread between them and buyers.

Word goes round at the end of a week. Buyers and influencers hear what others thought as the week's
decisions were made; what they make of it is written down apart and settled when all have heard.
"""

from ecosim.actions.births_reach import is_public, is_told
from ecosim.arithmetic import whole_power
from ecosim.chance import CHURN, uniform
from ecosim.compiling import Whole, compiled, compiled_for_agents, compiled_step
from ecosim.rules.conversation import toward
from ecosim.rules.group import within
from ecosim.rules.influence import side_taken
from ecosim.state import State


@compiled_for_agents
def influencer_drifts(k: int, s: State) -> None:
    """Now and then an influencer is replaced by one who knows no team, and whom no team knows
    unless it is a public figure."""
    churn, clock = s.numbers[0].influencers_churn, s.clock[0]
    if uniform(clock.seed, CHURN, k, clock.week) < churn:
        influencer = s.influencers[k]
        influencer.arrived = clock.week
        for seller in range(len(influencer.opinion)):
            influencer.opinion[seller] = 0.0
        public = is_public(k, clock.week, s.numbers[0].opinions_public, clock.seed)
        for row in range(s.known.shape[0]):
            s.known[row, k] = 1 if public else 0


@compiled
def in_the_race(seller: int, a: int, s: State) -> bool:
    """Whether a seller is in the present journey of an account."""
    if s.accounts[a].open == 0:
        return False
    if seller == s.deals.shape[0] - 1:
        return bool(s.accounts[a].rival_there == 1)
    return bool(s.deals[seller, a].open == 1)


@compiled
def group_is_tallied(a: int, s: State) -> None:
    """How many members of a group have an opinion of each seller there, for or against, that their
    colleagues notice."""
    account, view = s.accounts[a], s.numbers[0].opinions_view
    for seller in range(s.tallies.shape[0]):
        tally = s.tallies[seller, a]
        tally.pro, tally.con, tally.sum_pro, tally.sum_con = 0, 0, 0.0, 0.0
        if not in_the_race(seller, a, s):
            continue
        for b in range(account.first, account.first + account.size):
            trust = s.contacts[seller, b].trust
            if trust >= view:
                tally.pro += 1
                tally.sum_pro += trust
            elif trust <= -view:
                tally.con += 1
                tally.sum_con += trust


@compiled_for_agents
def buyer_listens(b: int, s: State) -> None:
    """A buyer in a journey hears what the influencer it follows and its colleagues think of the
    sellers there; its trust moves when all have heard."""
    if s.voices.shape[0] == 0 or (s.buyers[b].follows < 0 and s.tallies.shape[0] == 0):
        return
    if s.accounts[s.buyers[b].account].open == 0:
        return
    for seller in range(s.heard.shape[0]):
        if in_the_race(seller, int(s.buyers[b].account), s):
            s.heard[seller, b] = what_is_heard(seller, b, s)


@compiled
def what_is_heard(seller: int, b: int, s: State) -> float:
    """By how much word of mouth moves a buyer's trust in a seller this week."""
    n, k, move = s.numbers[0], s.buyers[b].follows, 0.0
    trust = s.contacts[seller, b].trust
    if k >= 0 and abs(s.influencers[k].opinion[seller]) >= n.opinions_view:
        weight = n.opinions_heard * s.influencers[k].credibility
        move = weight * (s.influencers[k].opinion[seller] - trust)
    if s.tallies.shape[0] > 0:
        move += n.opinions_buyer_adoption * gap_to_peers(seller, b, trust, s)
    return float(move)


@compiled
def gap_to_peers(seller: int, b: int, trust: float, s: State) -> float:
    """How far those whose opinion a buyer takes over stand from it; 0 if it takes over none.

    Its peers are its colleagues and the influencer it follows. It never stands itself on the side
    that it takes over, so only the count of the other side may have it in.
    """
    view, k = s.numbers[0].opinions_view, s.buyers[b].follows
    account, tally = s.accounts[s.buyers[b].account], s.tallies[seller, s.buyers[b].account]
    peers, pro, con = account.size - 1, tally.pro, tally.con
    sum_pro, sum_con = tally.sum_pro, tally.sum_con
    pro -= trust >= view
    con -= trust <= -view
    if k >= 0:
        opinion = s.influencers[k].opinion[seller]
        peers += 1
        if opinion >= view:
            pro, sum_pro = pro + 1, sum_pro + opinion
        elif opinion <= -view:
            con, sum_con = con + 1, sum_con + opinion
    side = side_taken(trust, view, pro, con, peers, s.buyer_threshold[b])
    if side == 0:
        return 0.0
    return float((sum_pro / pro if side > 0 else sum_con / con) - trust)


@compiled_step
def influencer_listens(k: int, s: State) -> None:
    """An influencer hears its followers' experience with sellers and what its peers think; its
    opinions move when all have heard."""
    if s.voices.shape[0] == 0:
        return
    n, voice = s.numbers[0], s.voices[k]
    for seller in range(s.heard.shape[0]):
        opinion = s.influencers[k].opinion[seller]
        bad = whole_power(1.0 - n.opinions_mismatch, int(voice.mismatches[seller]))
        voice.mismatches[seller] = 0
        opinion = toward(opinion, -1.0, 1.0 - bad)
        if n.opinions_experience != 0.0:
            opinion += n.opinions_experience * gap_to_followers(seller, k, opinion, s)
        voice.opinion_next[seller] = within(hears_peers(seller, k, opinion, s), -1.0, 1.0)


@compiled
def gap_to_followers(seller: int, k: int, opinion: float, s: State) -> float:
    """How far the mean trust of followers who are dealing with the seller stands from an opinion;
    0 if nobody is."""
    count, total = 0, 0.0
    for place in range(s.follower_first[k], s.follower_first[k + 1]):
        b = s.follower[place]
        if in_the_race(seller, int(s.buyers[b].account), s) and s.contacts[seller, b].talks > 0:
            count += 1
            total += s.contacts[seller, b].trust
    return total / count - opinion if count > 0 else 0.0


@compiled
def hears_peers(seller: int, k: int, opinion: float, s: State) -> float:
    """An opinion after hearing the peers: drawn to their mean, each weighing by its credibility;
    taken over from those for or against, if they are enough."""
    n, voice, view = s.numbers[0], s.voices[k], s.numbers[0].opinions_view
    first, end = s.peer_first[k], s.peer_first[k + 1]
    weight, total, pro, con, sum_pro, sum_con = 0.0, 0.0, 0, 0, 0.0, 0.0
    for place in range(first, end):
        peer = s.influencers[s.peer[place]]
        its = peer.opinion[seller]
        weight += peer.credibility
        total += peer.credibility * its
        if its >= view:
            pro, sum_pro = pro + 1, sum_pro + its
        elif its <= -view:
            con, sum_con = con + 1, sum_con + its
    own = s.influencers[k].opinion[seller]
    side = side_taken(own, view, pro, con, end - first, voice.threshold)
    if weight > 0.0:
        opinion += n.opinions_peer_pull * (total / weight - opinion)
    voice.adopts[seller] = 0
    if side != 0 and n.opinions_adoption > 0.0:
        goal = sum_pro / pro if side > 0 else sum_con / con
        opinion = toward(opinion, goal, n.opinions_adoption)
        if side * opinion >= view:
            voice.adopts[seller] = side
    return opinion


@compiled_step
def opinions_settle(s: State) -> None:
    """What was heard takes effect, for all at once."""
    for place in range(s.clock[0].n_open if s.voices.shape[0] > 0 else 0):
        account = s.accounts[s.open_accounts[place]]
        for seller in range(s.heard.shape[0]):
            for b in range(account.first, account.first + account.size):
                if s.heard[seller, b] != 0.0:
                    contact = s.contacts[seller, b]
                    contact.trust = within(contact.trust + s.heard[seller, b], -1.0, 1.0)
                    s.heard[seller, b] = 0.0
    for k in range(s.voices.shape[0]):
        for seller in range(s.heard.shape[0]):
            s.influencers[k].opinion[seller] = s.voices[k].opinion_next[seller]
            if seller < s.teams.shape[0] and s.voices[k].adopts[seller] != 0:
                counted = s.reach[s.clock[0].week, seller]
                counted.adoptions += s.voices[k].adopts[seller] == 1
                counted.turned_against += s.voices[k].adopts[seller] == -1


@compiled
def hears_of_mismatch(seller: int, b: int, s: State) -> None:
    """A buyer whom a conversation did not fit tells the influencer it follows."""
    k = s.buyers[b].follows
    if k >= 0 and s.voices.shape[0] > 0:
        s.voices[k].mismatches[seller] += 1


@compiled
def becomes_known(i: int, k: Whole, s: State) -> None:
    """Rep i has found an influencer; so have the colleagues in its circle who are told."""
    rep, clock = s.reps[i], s.clock[0]
    team, arrived = s.teams[rep.team], s.influencers[k].arrived
    s.known[rep.knows, k] = 1
    if rep.knows == rep.circle:
        return
    start = team.first_rep + rep.number // team.circle_size * team.circle_size
    for j in range(start, min(start + team.circle_size, team.first_rep + team.reps)):
        colleague = s.reps[j]
        if is_told(int(colleague.number), int(k), arrived, team.influencers_shared, clock.seed):
            s.known[colleague.knows, k] = 1
